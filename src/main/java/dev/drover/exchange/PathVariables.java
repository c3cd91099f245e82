package dev.drover.exchange;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of the variables in a route's path, cut out of the normalised path and decoded only
 * when they are asked for. Immutable.
 *
 * <p>The variable of one segment decodes all its percent escapes. The variable of the rest of a
 * path ({@code {rest=**}}) keeps an escaped slash as {@code %2F}, so that it cannot be taken for
 * one that separates segments.
 */
public final class PathVariables {
  /** Where the exchange keeps the variables of its route; nothing is there when it has none. */
  public static final Key<PathVariables> KEY = Key.of("path variables");

  /** No variables at all. */
  public static final PathVariables NONE = new PathVariables("", List.of(), new int[0]);

  private final String path;
  private final List<String> names;
  private final int[] spans;

  /**
   * @param path the normalised path
   * @param names the names, in the order of the path
   * @param spans two numbers for each name: where its value starts in the path, and where it ends;
   *     the end of a value that may hold slashes is given as its complement ({@code ~end})
   */
  public PathVariables(String path, List<String> names, int[] spans) {
    this.path = path;
    this.names = names;
    this.spans = spans;
  }

  /** The names, in the order of the path; unmodifiable. */
  public List<String> names() {
    return names;
  }

  /** The decoded value, or null when the route has no such variable. */
  public @Nullable String get(String name) {
    int i = names.indexOf(name);
    if (i < 0) {
      return null;
    }
    int end = spans[2 * i + 1];
    return end < 0
        ? decode(path.substring(spans[2 * i], ~end), true)
        : decode(path.substring(spans[2 * i], end), false);
  }

  /** The value as it stands in the normalised path, or null when there is no such variable. */
  public @Nullable String raw(String name) {
    int i = names.indexOf(name);
    if (i < 0) {
      return null;
    }
    int end = spans[2 * i + 1];
    return path.substring(spans[2 * i], end < 0 ? ~end : end);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (String name : names) {
      text.append(text.length() > 1 ? ", " : "").append(name).append('=').append(raw(name));
    }
    return text.append('}').toString();
  }

  private static String decode(String text, boolean keepSlash) {
    int percent = text.indexOf('%');
    if (percent < 0) {
      return text;
    }
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && !(keepSlash && text.startsWith("%2F", i))) {
        bytes[length++] = (byte) Integer.parseInt(text, i + 1, i + 3, 16);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
