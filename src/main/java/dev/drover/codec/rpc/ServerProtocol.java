package dev.drover.codec.rpc;

import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import io.vertx.core.Future;

/**
 * How servers are called that do not speak gRPC: one codec each, between the words of gRPC and
 * theirs. Immutable; one for all event loops.
 */
public interface ServerProtocol {
  /** Whether its servers understand a client of that protocol as it is. */
  boolean speaks(Protocol protocol);

  /**
   * Sees that its servers can be asked for a method, by a client of their own protocol, too.
   *
   * @param http2 whether they are spoken to over HTTP/2
   * @throws Failure NOT_BRIDGED, naming what would work
   */
  default void check(CallMethod method, boolean http2) {}

  /**
   * Has a server answer a call.
   *
   * @return the answer in the form of gRPC, or one whose status or content type says that it is
   *     none; fails with a {@link Failure}
   */
  Future<Response> carry(ServerCall call);
}
