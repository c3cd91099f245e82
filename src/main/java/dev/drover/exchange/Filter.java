package dev.drover.exchange;

import io.vertx.core.Future;

/**
 * Wraps a handler (gRFC L13's continuation): {@code next} may be called not at all (a refusal, a
 * cached answer), once, or several times one after another (a retry). What a filter does before
 * calling {@code next} happens in declared order, what it maps onto the response in reverse.
 *
 * <p>A filter decides on heads. One that must see bodies wraps the stream and says so in its
 * factory. Threading and failure as for {@link Handler}. Each event loop has an instance of its own
 * for each route.
 */
@FunctionalInterface
public interface Filter {
  Future<Response> apply(Exchange exchange, Handler next);

  /**
   * Whether it answers CORS preflights: those for its route come to it then, whatever methods the
   * route takes.
   */
  default boolean preflights() {
    return false;
  }

  /** This filter in front of that handler. */
  default Handler before(Handler next) {
    return exchange -> apply(exchange, next);
  }
}
