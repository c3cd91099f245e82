package dev.drover.telemetry.trace;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The value of the header {@code traceparent} (W3C Trace Context, section 3.2): version, trace id,
 * span id and flags, in lower-case hexadecimal with dashes between.
 */
final class Traceparent {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int TRACE = 3;
  private static final int SPAN = 36;
  private static final int FLAGS = 53;
  private static final int LENGTH = 55;

  private Traceparent() {}

  /**
   * Whether that is a value of version 00, or one of a later version that begins as one (section
   * 4.3).
   */
  static boolean valid(String value) {
    return value.length() >= LENGTH
        && (value.length() == LENGTH || (!value.startsWith("00") && value.charAt(LENGTH) == '-'))
        && hex(value, 0, 2)
        && !value.startsWith("ff")
        && value.charAt(TRACE - 1) == '-'
        && identifies(value, TRACE, SPAN - 1)
        && value.charAt(SPAN - 1) == '-'
        && identifies(value, SPAN, FLAGS - 1)
        && value.charAt(FLAGS - 1) == '-'
        && hex(value, FLAGS, LENGTH);
  }

  /** Whether a {@linkplain #valid valid} one says that the caller records this trace. */
  static boolean sampled(String value) {
    return (Character.digit(value.charAt(LENGTH - 1), 16) & 1) != 0;
  }

  /** The trace id of a {@linkplain #valid valid} one: 32 digits. */
  static String traceId(String value) {
    return value.substring(TRACE, SPAN - 1);
  }

  /** One of a new trace that nobody records. */
  static String unsampled() {
    byte[] text = new byte[LENGTH];
    text[0] = '0';
    text[1] = '0';
    text[TRACE - 1] = '-';
    ThreadLocalRandom random = ThreadLocalRandom.current();
    write(text, TRACE, random.nextLong());
    write(text, TRACE + 16, random.nextLong() | 1); // never all zeros
    text[SPAN - 1] = '-';
    write(text, SPAN, random.nextLong() | 1);
    text[FLAGS - 1] = '-';
    text[FLAGS] = '0';
    text[FLAGS + 1] = '0';
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void write(byte[] text, int at, long word) {
    for (int i = 0; i < 16; i++) {
      text[at + i] = HEX[(int) (word >>> (60 - 4 * i)) & 0xF];
    }
  }

  private static boolean identifies(String value, int from, int to) {
    boolean zero = true;
    for (int i = from; i < to && zero; i++) {
      zero = value.charAt(i) == '0';
    }
    return !zero && hex(value, from, to);
  }

  private static boolean hex(String value, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }
}
