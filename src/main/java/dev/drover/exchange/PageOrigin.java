package dev.drover.exchange;

import io.vertx.core.http.HttpHeaders;

/**
 * The origin (RFC 6454) of a page that sends a request, and which the route lets in. The filter
 * that knows the route's origins leaves it in the exchange. Immutable.
 *
 * @param name such as {@code https://app.example.com}
 */
public record PageOrigin(String name) {
  /** Where it is kept in an exchange. */
  public static final Key<PageOrigin> KEY = Key.of("page origin");

  /**
   * Whether nobody but those who may sends this: no browser, a page of the host that is asked, or
   * one that the route lets in. Browsers do not keep pages of others from opening a WebSocket (RFC
   * 6455, section 10.2), so whoever accepts one asks here.
   */
  public static boolean admits(Exchange exchange) {
    String origin = exchange.request().head().headers().get(HttpHeaders.ORIGIN);
    return origin == null || exchange.get(KEY) != null || same(origin, exchange);
  }

  /** Whether it is the origin of a page of the host that is asked, which needs no permission. */
  public static boolean same(String origin, Exchange exchange) {
    int host = origin.indexOf("://") + 3;
    return host > 2
        && origin.substring(host).equalsIgnoreCase(exchange.request().head().authority());
  }
}
