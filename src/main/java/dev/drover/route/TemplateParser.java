package dev.drover.route;

import dev.drover.status.Failure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a {@link PathTemplate}.
 *
 * <pre>
 * template = "/" | { "/" segment } [ "/" | "/" rest ]
 * segment  = literal | "*" | "{" name [ "=*" ] "}"
 * rest     = "**" | "{" name "=**" "}"
 * name     = ( letter | "_" ) { letter | digit | "_" | "-" | "." }
 * </pre>
 */
final class TemplateParser {
  private static final PathNormalizer LITERALS = PathNormalizer.of();

  private final String text;
  private final List<PathTemplate.Segment> segments = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private int at;

  TemplateParser(String text) {
    this.text = text;
  }

  PathTemplate parse() {
    do {
      expect('/');
      if (text.startsWith("**", at)) {
        at += 2;
        return rest("");
      }
      if (peek('*')) {
        at++;
        segments.add(new PathTemplate.Variable(""));
      } else if (peek('{')) {
        at++;
        String name = name();
        if (text.startsWith("=**", at)) {
          at += 3;
          expect('}');
          return rest(name);
        }
        at += text.startsWith("=*", at) ? 2 : 0;
        expect('}');
        segments.add(new PathTemplate.Variable(name));
      } else {
        segments.add(literal());
      }
    } while (at < text.length());
    return new PathTemplate(segments, false, "");
  }

  private PathTemplate rest(String name) {
    if (at < text.length()) {
      throw error("the end, since ** takes all that remains");
    }
    return new PathTemplate(segments, true, name);
  }

  private PathTemplate.Literal literal() {
    int start = at;
    while (at < text.length() && "/*{}".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at < text.length() && !peek('/')) {
      throw error("'/' or the end, since a variable is a whole segment");
    }
    if (at == start && at < text.length()) {
      throw error("a segment");
    }
    String segment = text.substring(start, at);
    if (DotSegment.is(segment, 0, segment.length())) {
      at = start;
      throw error("a segment other than . and ..");
    }
    try {
      return new PathTemplate.Literal(LITERALS.normalize("/" + segment).substring(1));
    } catch (Failure refused) {
      throw new IllegalArgumentException(
          "column " + (start + 1) + ": \"" + segment + "\" is in no path: " + refused.text(),
          refused);
    }
  }

  private String name() {
    int start = at;
    while (at < text.length() && inName(text.charAt(at), at == start)) {
      at++;
    }
    if (at == start) {
      throw error("the name of a variable");
    }
    String name = text.substring(start, at);
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          "column " + (start + 1) + ": the variable \"" + name + "\" is there twice");
    }
    return name;
  }

  /** Whether a name may have that character, or begin with it. */
  static boolean inName(char c, boolean first) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
  }

  private boolean peek(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private void expect(char c) {
    if (!peek(c)) {
      throw error("'" + c + "'");
    }
    at++;
  }

  private IllegalArgumentException error(String expected) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new IllegalArgumentException(
        "column " + (at + 1) + ": expected " + expected + ", found " + found);
  }
}
