package dev.drover.codec.json;

/** Where in a message something is, such as {@code sub.rs[2]} or {@code m["k"]}. */
final class FieldPath {
  private static final int LONGEST_KEY = 64;

  private FieldPath() {}

  static String element(int index) {
    return "[" + index + "]";
  }

  static String entry(String key) {
    return "[\"" + shortened(key) + "\"]";
  }

  static String join(String segment, String rest) {
    if (segment.isEmpty() || rest.isEmpty() || rest.startsWith("[")) {
      return segment + rest;
    }
    return segment + "." + rest;
  }

  /** What a sentence about it begins with. */
  static String subject(String path) {
    return path.isEmpty() ? "The message" : "The field " + path;
  }

  /** What a client sent, not longer than an error needs. */
  static String shortened(String text) {
    return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY - 3) + "...";
  }
}
