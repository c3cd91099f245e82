package dev.drover.route;

/** What each ASCII character is in a path (RFC 3986, sections 2 and 3.3). */
final class Characters {
  /** Stands for itself. */
  static final byte PLAIN = 0;

  static final byte SLASH = 1;
  static final byte DOT = 2;
  static final byte PERCENT = 3;

  /** Printable, but not in the grammar of a path; it is escaped. */
  static final byte ESCAPE = 4;

  /** Never in a path. */
  static final byte NEVER = 5;

  private static final byte[] TABLE = new byte[128];

  static {
    for (int c = 0; c < 128; c++) {
      TABLE[c] = c <= ' ' || c == 0x7F || "\\#?".indexOf(c) >= 0 ? NEVER : PLAIN;
    }
    for (char c : "\"<>[]^`{|}".toCharArray()) {
      TABLE[c] = ESCAPE;
    }
    TABLE['/'] = SLASH;
    TABLE['.'] = DOT;
    TABLE['%'] = PERCENT;
  }

  private Characters() {}

  static byte of(char c) {
    return c < 128 ? TABLE[c] : NEVER;
  }

  /** Whether escaping that character means nothing (RFC 3986, section 2.3). */
  static boolean unreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /** Whether that is a control character of ASCII. */
  static boolean control(int c) {
    return c < ' ' || c == 0x7F;
  }
}
