package dev.drover.handler.transcode;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The parameters of a query, decoded one by one: {@code name=value} between ampersands, percent
 * escapes of UTF-8, a plus sign for a space (WHATWG URL, "application/x-www-form-urlencoded").
 */
final class QueryString {
  /** Takes one parameter; the value is empty when there is none. */
  @FunctionalInterface
  interface Sink {
    void parameter(String name, String value);
  }

  private QueryString() {}

  /**
   * Reads a query.
   *
   * @param most how many parameters it may have
   * @throws Failure MALFORMED when an escape is none, or there are too many parameters
   */
  static void read(String query, int most, Sink sink) {
    int left = most;
    int at = 0;
    while (at < query.length()) {
      int end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      if (end > at) {
        if (left-- == 0) {
          throw Failure.of(Reason.MALFORMED, "The query has more than " + most + " parameters.");
        }
        int equals = query.indexOf('=', at);
        boolean valued = equals >= 0 && equals < end;
        String name = decode(query, at, valued ? equals : end);
        sink.parameter(name, valued ? decode(query, equals + 1, end) : "");
      }
      at = end + 1;
    }
  }

  private static String decode(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%' || c == '+' || c > 0x7E) {
        return unescape(text, from, to);
      }
    }
    return text.substring(from, to);
  }

  private static String unescape(String text, int from, int to) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < to ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed(text, from, to);
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw malformed(text, from, to);
    }
  }

  private static Failure malformed(String text, int from, int to) {
    return Failure.of(
        Reason.MALFORMED,
        "The query has \"" + text.substring(from, to) + "\", which is no percent-encoded UTF-8.");
  }
}
