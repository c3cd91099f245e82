package dev.drover.server;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Names exchanges: with the id the client gave, if it is sane, else with a UUID version 7 (RFC
 * 9562, section 5.7), so that ids sort by time. Confined to one event loop.
 */
final class RequestId {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST = 128;

  private final LongSupplier millis;
  private final SplittableRandom random;

  /**
   * @param millis the time of day, in milliseconds since 1970
   */
  RequestId(LongSupplier millis, long seed) {
    this.millis = millis;
    this.random = new SplittableRandom(seed);
  }

  /** The client's id when it has 1 to 128 letters, digits, dots, dashes, underscores or colons. */
  String of(@Nullable String given) {
    return given != null && sane(given) ? given : next();
  }

  private static boolean sane(String id) {
    int length = id.length();
    if (length == 0 || length > MOST) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      boolean fine =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == ':';
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  private String next() {
    long high = (millis.getAsLong() << 16) | 0x7000 | (random.nextLong() & 0x0FFF);
    long low = (random.nextLong() >>> 2) | 0x8000000000000000L;
    byte[] out = new byte[36];
    int at = 0;
    for (int i = 0; i < 32; i++) {
      if (i == 8 || i == 12 || i == 16 || i == 20) {
        out[at++] = '-';
      }
      long word = i < 16 ? high : low;
      out[at++] = HEX[(int) (word >>> (60 - 4 * (i & 15))) & 0xF];
    }
    return new String(out, StandardCharsets.ISO_8859_1);
  }
}
