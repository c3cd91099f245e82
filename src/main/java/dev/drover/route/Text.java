package dev.drover.route;

import dev.drover.exchange.PathVariables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with variables of the route's path: {@code /v2/users/{id}}. A brace that begins no name in
 * braces stands for itself. Values go in as they stand in the normalised path, percent escapes and
 * all: what is one segment stays one segment, and nothing but visible ASCII goes in.
 */
final class Text {
  /** A literal, then the variable after it, if any. */
  private record Part(String literal, @Nullable String variable) {}

  private final List<Part> parts;

  private Text(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a text.
   *
   * @param known the variables it may have
   * @throws IllegalArgumentException with a sentence, when it has others
   */
  static Text parse(String text, List<String> known) {
    List<Part> parts = new ArrayList<>();
    int literal = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
      int close = open + 1;
      while (close < text.length()
          && TemplateParser.inName(text.charAt(close), close == open + 1)) {
        close++;
      }
      if (close > open + 1 && close < text.length() && text.charAt(close) == '}') {
        String name = text.substring(open + 1, close);
        if (!known.contains(name)) {
          throw new IllegalArgumentException(
              "the path of the route has no variable {"
                  + name
                  + "}; it has "
                  + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
        parts.add(new Part(text.substring(literal, open), name));
        literal = close + 1;
      }
    }
    parts.add(new Part(text.substring(literal), null));
    return new Text(parts);
  }

  /** The text with the values put in. */
  String with(PathVariables variables) {
    if (parts.size() == 1) {
      return parts.get(0).literal;
    }
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      out.append(part.literal).append(value(part, variables));
    }
    return out.toString();
  }

  /** The same for a path: a slash on both sides of a value that is empty becomes one. */
  String path(PathVariables variables) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      boolean twice = out.length() > 0 && out.charAt(out.length() - 1) == '/';
      String literal = part.literal;
      out.append(literal, twice && literal.startsWith("/") ? 1 : 0, literal.length());
      out.append(value(part, variables));
    }
    return out.toString();
  }

  /** The same with each variable replaced by that. */
  String sample(String value) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      out.append(part.literal).append(part.variable == null ? "" : value);
    }
    return out.toString();
  }

  private static String value(Part part, PathVariables variables) {
    if (part.variable == null) {
      return "";
    }
    String value = variables.raw(part.variable);
    if (value == null) {
      throw new IllegalStateException("The exchange has no path variable " + part.variable + ".");
    }
    return value;
  }
}
