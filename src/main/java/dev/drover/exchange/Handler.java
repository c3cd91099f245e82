package dev.drover.exchange;

import io.vertx.core.Future;

/**
 * The end of a route, and equally a chain of filters folded onto one.
 *
 * <p>Called on the exchange's event loop and must not block it. The future completes on that loop
 * with the response's head, its body still to be read, or fails; whatever it fails with is turned
 * into a {@link dev.drover.status.Failure}. A handler may also throw, with the same meaning.
 */
@FunctionalInterface
public interface Handler {
  Future<Response> handle(Exchange exchange);
}
