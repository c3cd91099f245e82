package dev.drover.filter.shape;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** What a head must not say any more when the bytes behind it have become others. */
final class OtherBytes {
  private static final List<String> OF_THE_BYTES =
      List.of(
          "accept-ranges",
          "content-digest",
          "content-length",
          "content-md5",
          "digest",
          "repr-digest");

  private OtherBytes() {}

  /**
   * Takes their length, ranges and digests (RFC 9530) away, and makes their tag a weak one (RFC
   * 9110, section 8.8.1).
   */
  static void mark(MultiMap headers) {
    OF_THE_BYTES.forEach(headers::remove);
    String tag = headers.get(HttpHeaders.ETAG);
    if (tag != null && !tag.startsWith("W/")) {
      headers.set(HttpHeaders.ETAG, "W/" + tag);
    }
  }
}
