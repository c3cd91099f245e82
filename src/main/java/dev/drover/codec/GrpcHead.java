package dev.drover.codec;

import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What the head of a gRPC request says of the call (gRPC over HTTP/2, "Requests"). */
public final class GrpcHead {
  /** How long the client waits; see {@link GrpcTimeout}. */
  public static final CharSequence TIMEOUT = HttpHeaders.createOptimized("grpc-timeout");

  private static final CharSequence TE = HttpHeaders.createOptimized("te");
  private static final CharSequence TRAILERS = HttpHeaders.createOptimized("trailers");

  private GrpcHead() {}

  /**
   * An exchange lasts no longer than its client waits.
   *
   * @throws Failure MALFORMED when what it says is no timeout
   */
  public static void limit(Exchange exchange) {
    String timeout = exchange.head().headers().get(TIMEOUT);
    if (timeout != null) {
      try {
        exchange.limit(GrpcTimeout.parse(timeout));
      } catch (IllegalArgumentException malformed) {
        throw Failure.of(Reason.MALFORMED, String.valueOf(malformed.getMessage()));
      }
    }
  }

  /** Tells a server that trailers are understood, and how much time is left. */
  public static void write(Exchange exchange, MultiMap headers) {
    headers.set(TE, TRAILERS);
    if (exchange.deadline() != Exchange.NEVER) {
      headers.set(TIMEOUT, GrpcTimeout.format(exchange.remaining()));
    }
  }
}
