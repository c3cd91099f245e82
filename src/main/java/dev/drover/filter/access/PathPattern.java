package dev.drover.filter.access;

import java.util.List;

/**
 * Paths of one form: {@code /a/*}{@code /b} has one segment of any kind, {@code /a/**} is {@code
 * /a} and all below. Immutable; matching allocates nothing.
 */
final class PathPattern {
  private static final String ONE = "*";
  private static final String REST = "**";

  private final String[] segments;
  private final boolean rest;

  private PathPattern(String[] segments, boolean rest) {
    this.segments = segments;
    this.rest = rest;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence, when {@code **} is not at its end
   */
  static PathPattern of(String text) {
    List<String> parts = List.of(text.substring(1).split("/", -1));
    boolean rest = parts.get(parts.size() - 1).equals(REST);
    List<String> fixed = rest ? parts.subList(0, parts.size() - 1) : parts;
    for (String part : fixed) {
      if (part.contains("*") && !part.equals(ONE)) {
        throw new IllegalArgumentException(
            "expected \"*\" to be a whole segment and \"**\" the last one, found \"" + text + "\"");
      }
    }
    return new PathPattern(fixed.toArray(String[]::new), rest);
  }

  boolean matches(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return false;
    }
    int from = 1;
    for (String segment : segments) {
      if (from > path.length()) {
        return false;
      }
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      int length = end - from;
      boolean fits =
          segment.equals(ONE)
              ? length > 0
              : length == segment.length() && path.startsWith(segment, from);
      if (!fits) {
        return false;
      }
      from = end + 1;
    }
    return rest || from > path.length();
  }
}
