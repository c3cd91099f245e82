package dev.drover.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * The head of a request.
 *
 * @param method the method
 * @param authority host and optional port, as the client sent it; empty when there was none
 * @param target path and query, beginning with a slash, or {@code *}
 * @param headers without pseudo headers and {@code host}; changed in place by filters
 */
public record Head(HttpMethod method, String authority, String target, MultiMap headers) {
  /** The same with another authority. */
  public Head withAuthority(String authority) {
    return new Head(method, authority, target, headers);
  }

  /** The same with another target. */
  public Head withTarget(String target) {
    return new Head(method, authority, target, headers);
  }
}
