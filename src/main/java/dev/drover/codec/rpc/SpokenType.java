package dev.drover.codec.rpc;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Key;
import io.vertx.core.http.HttpHeaders;

/** The content type of a request as its client sent it, whatever becomes of its head. */
final class SpokenType {
  private static final Key<String> KEY = Key.of("the client's content type");

  private SpokenType() {}

  /** Notes it, before the head is changed. */
  static void note(Exchange exchange) {
    exchange.put(KEY, of(exchange));
  }

  /** What was noted, or what stands in the head; empty when there is none. */
  static String of(Exchange exchange) {
    String noted = exchange.get(KEY);
    if (noted != null) {
      return noted;
    }
    String type = exchange.head().headers().get(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type;
  }
}
