package dev.drover.exchange;

import io.vertx.core.Future;

/**
 * Looks at the messages of a gRPC call before they go upstream. A filter leaves it in the exchange
 * of a client that does not speak gRPC, for the handler that makes the messages.
 */
public interface MessageCheck {
  /** Where it is kept. */
  Key<MessageCheck> KEY = Key.of("message check");

  /**
   * The same content, checked as it passes.
   *
   * @param method {@code package.Service/Method}
   * @param frames gRPC frames that are not compressed
   * @return completes when the upstream may be called; fails when a message is refused before that.
   *     One that is refused later ends the exchange.
   */
  Future<Body> check(Exchange exchange, String method, Body frames);

  /** The same by the check that an exchange has; without one nothing is looked at. */
  static Future<Body> of(Exchange exchange, String method, Body frames) {
    MessageCheck check = exchange.get(KEY);
    return check == null ? Future.succeededFuture(frames) : check.check(exchange, method, frames);
  }
}
