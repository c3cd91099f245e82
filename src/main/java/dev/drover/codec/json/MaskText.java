package dev.drover.codec.json;

import org.jspecify.annotations.Nullable;

/** The text of google.protobuf.FieldMask: paths in camel case with commas between them. */
final class MaskText {
  private static final int PATH = 1 << 3 | WireReader.DELIMITED;

  private MaskText() {}

  /** Appends a path in camel case. */
  static void print(String path, StringBuilder text) {
    if (path.isEmpty()) {
      return;
    }
    String camel = camel(path);
    if (camel == null) {
      throw MalformedMessage.because(
          "has the path \"" + FieldPath.shortened(path) + "\", which has no camel case");
    }
    if (text.length() > 0) {
      text.append(',');
    }
    text.append(camel);
  }

  /** The path in camel case, or null when that would not lead back to it. */
  private static @Nullable String camel(String path) {
    StringBuilder camel = new StringBuilder(path.length());
    boolean upper = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c >= 'A' && c <= 'Z' || c == ',' || upper && (c < 'a' || c > 'z')) {
        return null;
      }
      if (c != '_') {
        camel.append(upper ? (char) (c - 'a' + 'A') : c);
      }
      upper = c == '_';
    }
    return upper ? null : camel.toString();
  }

  /**
   * Appends the message of a mask.
   *
   * @param originals whether names as in the .proto, with underscores, are taken as they are
   */
  static void parse(String text, boolean originals, WireWriter out) {
    int from = 0;
    while (from <= text.length()) {
      int comma = text.indexOf(',', from);
      int to = comma < 0 ? text.length() : comma;
      if (to > from) {
        out.varint(PATH);
        out.text(snake(text, from, to, originals));
      }
      from = to + 1;
    }
  }

  private static String snake(String text, int from, int to, boolean originals) {
    StringBuilder snake = new StringBuilder(to - from + 8);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '_' && !originals) {
        throw InvalidJson.expected("paths in camel case with commas between them", text);
      }
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append((char) (c - 'A' + 'a'));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
