package dev.drover.codec.rpc;

import dev.drover.codec.GrpcFrame;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Trailers within the content, behind all messages (PROTOCOL-WEB.md, "Message framing"): an
 * envelope with the flag 0x80, lines of {@code name: value} as in HTTP/1.1.
 */
final class WebTrailers {
  /** The flag of the envelope. */
  static final int FLAG = 0x80;

  private WebTrailers() {}

  static Buffer frame(MultiMap trailers) {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> field : trailers) {
      lines
          .append(field.getKey().toLowerCase(Locale.ROOT))
          .append(": ")
          .append(field.getValue())
          .append("\r\n");
    }
    return GrpcFrame.of(FLAG, lines.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Reads the lines.
   *
   * @throws Failure PROTOCOL when one of them is none
   */
  static MultiMap read(byte[] bytes, int offset, int length) {
    MultiMap trailers = HttpHeaders.headers();
    String text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    for (String line : text.split("\r\n|\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        trailers.add(line.substring(0, colon).trim().toLowerCase(Locale.ROOT), value(line, colon));
      } else if (!line.isEmpty()) {
        throw Failure.of(Reason.PROTOCOL, "The upstream's trailers cannot be read.");
      }
    }
    return trailers;
  }

  private static String value(String line, int colon) {
    return line.substring(colon + 1).trim();
  }
}
