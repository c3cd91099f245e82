package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import io.vertx.core.Future;
import java.util.List;

/** A named group of servers of one kind, as one event loop sees it. Confined to that loop. */
public interface Upstream {
  /** The name it has in the configuration. */
  String name();

  /**
   * Sends a request for an exchange.
   *
   * @return the answer's head, with its body still to be read; or a {@link
   *     dev.drover.status.Failure}. When the exchange ends, whatever is under way is undone.
   */
  Future<Response> send(Exchange exchange, Outbound outbound);

  /**
   * Whether its servers speak a client's protocol, so that what the client says is sent on
   * unopened. One that does not is sent calls in the form of gRPC.
   */
  default boolean speaks(Protocol protocol) {
    return true;
  }

  /** Whether its servers are spoken to by TLS. */
  default boolean secure() {
    return false;
  }

  /** Its endpoints and what is known of them, for people. */
  List<EndpointState> endpoints();

  /** How it stands as a whole, for people. */
  default Condition condition() {
    return Condition.NONE;
  }

  /** Lets go of all connections; calls under way are not waited for. */
  Future<Void> close();

  /**
   * Completes when its endpoints are known for the first time, or the first look for them has
   * failed; never fails.
   */
  default Future<Void> ready() {
    return Future.succeededFuture();
  }

  /**
   * How an upstream stands on one event loop.
   *
   * @param breaker what its breaker does, empty when it has none
   * @param permits how many calls may be under way, 0 for any number
   * @param held how many are
   * @param waiting how many wait for others to end
   * @param retries how many further attempts there may be now; negative where there are none ever
   */
  record Condition(String breaker, int permits, int held, int waiting, int retries) {
    /** Nothing to say. */
    public static final Condition NONE = new Condition("", 0, 0, 0, -1);
  }

  /** Whether an endpoint is offered new work. */
  enum State {
    /** It is. */
    UP,
    /** Its health checks fail: only when no other is left. */
    FAILING,
    /** It cannot be connected to, or its calls end badly, and rests: only when no other is left. */
    EJECTED,
    /** It finishes what it has. */
    DRAINING
  }

  /**
   * What is known of one endpoint.
   *
   * @param address host and port, or {@code unix:} and a path
   * @param note why it is in that state, empty when it is up
   * @param connections how many are open
   * @param inFlight how many requests it is working on
   * @param waiting how many requests wait for a connection to it
   */
  record EndpointState(
      String address, State state, String note, int connections, int inFlight, int waiting) {}
}
