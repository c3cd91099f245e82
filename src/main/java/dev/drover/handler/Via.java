package dev.drover.handler;

import dev.drover.exchange.Request;
import io.vertx.core.http.HttpHeaders;

/** The {@code via} header (RFC 9110, section 7.6.3). */
final class Via {
  private static final CharSequence HTTP_1_0 = HttpHeaders.createOptimized("1.0 drover");
  private static final CharSequence HTTP_1_1 = HttpHeaders.createOptimized("1.1 drover");
  private static final CharSequence HTTP_2 = HttpHeaders.createOptimized("2 drover");

  private Via() {}

  /** The entry for a message received in that version. */
  static CharSequence of(Request.Version version) {
    return switch (version) {
      case HTTP_1_0 -> HTTP_1_0;
      case HTTP_1_1 -> HTTP_1_1;
      case HTTP_2 -> HTTP_2;
    };
  }
}
