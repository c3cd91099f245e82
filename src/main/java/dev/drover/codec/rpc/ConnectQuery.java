package dev.drover.codec.rpc;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a Connect GET ("Unary-Get-Request"): encoding, message, base64, compression. */
final class ConnectQuery {
  private ConnectQuery() {}

  /**
   * Its parameters, decoded; of several with a name the first one counts.
   *
   * @throws Failure MALFORMED when an escape is none
   */
  static Map<String, String> of(@Nullable String query) {
    Map<String, String> all = new HashMap<>();
    if (query == null) {
      return all;
    }
    for (String one : query.split("&", -1)) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        all.putIfAbsent(one.substring(0, equals), decode(one.substring(equals + 1)));
      }
    }
    return all;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Failure.of(Reason.MALFORMED, "The query has a percent escape that is none.");
    }
  }

  /**
   * The bytes of the message.
   *
   * @throws Failure MALFORMED, or TOO_LARGE when there are more than {@code most}
   */
  static Buffer message(Map<String, String> query, int most) {
    String text = query.get("message");
    if (text == null) {
      throw Failure.of(Reason.MALFORMED, "The query has no parameter \"message\".");
    }
    byte[] bytes =
        "1".equals(query.get("base64"))
            ? ConnectError.base64(text)
            : text.getBytes(StandardCharsets.UTF_8);
    if (bytes == null) {
      throw Failure.of(Reason.MALFORMED, "The message in the query is no base64.");
    }
    if (bytes.length > most) {
      throw Failure.of(
          Reason.TOO_LARGE,
          "The message has " + bytes.length + " bytes; " + most + " are allowed here.");
    }
    return Buffer.buffer(bytes);
  }
}
