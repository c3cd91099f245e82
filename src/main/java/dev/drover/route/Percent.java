package dev.drover.route;

/** Percent escapes (RFC 3986, section 2.1), read in place. */
final class Percent {
  private static final String HEX = "0123456789ABCDEF";

  private Percent() {}

  /** The byte that the escape at {@code i} stands for, or -1 when there is no valid escape. */
  static int byteAt(String text, int i) {
    if (i + 2 >= text.length() || text.charAt(i) != '%') {
      return -1;
    }
    int high = Character.digit(text.charAt(i + 1), 16);
    int low = Character.digit(text.charAt(i + 2), 16);
    return text.charAt(i + 1) < 128 && text.charAt(i + 2) < 128 && high >= 0 && low >= 0
        ? high << 4 | low
        : -1;
  }

  /** Whether both digits of the valid escape at {@code i} are in capitals. */
  static boolean capital(String text, int i) {
    return text.charAt(i + 1) < 'a' && text.charAt(i + 2) < 'a';
  }

  /** Appends the escape of a byte. */
  static void append(StringBuilder out, int value) {
    out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
  }

  /**
   * How many escapes, from the one at {@code i} on, make up one character of UTF-8 outside ASCII; 0
   * when they do not. Overlong forms and surrogates are not UTF-8 (RFC 3629, section 4).
   */
  static int utf8(String text, int i) {
    int lead = byteAt(text, i);
    int size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (int k = 1; k < size; k++) {
      int next = byteAt(text, i + 3 * k);
      if (next < low || next > high) {
        return 0;
      }
      low = 0x80;
      high = 0xBF;
    }
    return size;
  }
}
