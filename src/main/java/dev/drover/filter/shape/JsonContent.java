package dev.drover.filter.shape;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** What heads say of JSON content. */
final class JsonContent {
  private JsonContent() {}

  /**
   * Whether it is one document of JSON: by its name (RFC 8259) or its suffix (RFC 6839), but for
   * {@code application/stream+json}, which is many.
   */
  static boolean is(MultiMap headers) {
    String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.equals("application/json")
        || (lower.startsWith("application/")
            && lower.endsWith("+json")
            && !lower.equals("application/stream+json"));
  }
}
