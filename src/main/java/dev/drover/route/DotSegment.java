package dev.drover.route;

/** The segments {@code .} and {@code ..}, plain or hidden. */
final class DotSegment {
  private static final String SLASH = "%2F";
  private static final String SEMICOLON = "%3B";

  private DotSegment() {}

  /** Whether that range is one. */
  static boolean is(CharSequence text, int from, int to) {
    return switch (to - from) {
      case 1 -> text.charAt(from) == '.';
      case 2 -> text.charAt(from) == '.' && text.charAt(from + 1) == '.';
      default -> false;
    };
  }

  /**
   * Whether the segment from there to the end is not a dot segment, but may be one for an upstream
   * that drops path parameters ({@code ..;x}) or takes an escaped slash for a slash ({@code
   * ..%2F}). Escapes are in capitals here.
   */
  static boolean hidden(CharSequence text, int from) {
    int piece = from;
    boolean parameters = false;
    for (int i = from; i < text.length(); i++) {
      boolean slash = at(text, i, SLASH);
      boolean semicolon = text.charAt(i) == ';' || at(text, i, SEMICOLON);
      if ((slash || semicolon) && !parameters && is(text, piece, i)) {
        return true;
      }
      parameters = !slash && (parameters || semicolon);
      if (slash) {
        piece = i + SLASH.length();
      }
    }
    return piece > from && !parameters && is(text, piece, text.length());
  }

  private static boolean at(CharSequence text, int i, String escape) {
    return i + 2 < text.length()
        && text.charAt(i) == '%'
        && text.charAt(i + 1) == escape.charAt(1)
        && text.charAt(i + 2) == escape.charAt(2);
  }
}
