package dev.drover.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path template of google/api/http.proto ("Path template syntax"): {@code
 * /v1/{name=shelves/*}/books:list}. Immutable. {@code /} alone has no segment, and is the root.
 *
 * @param segments in their order; {@code **} only as the last
 * @param verb the custom verb behind the last colon, empty when there is none
 * @param variables in their order
 */
public record HttpTemplate(List<Segment> segments, String verb, List<Variable> variables) {
  /** One segment of a path. */
  public sealed interface Segment {}

  /** Exactly that, decoded. */
  public record Literal(String text) implements Segment {
    @Override
    public String toString() {
      return PathText.encode(text);
    }
  }

  /** {@code *}: one segment, not empty. */
  public record One() implements Segment {
    @Override
    public String toString() {
      return "*";
    }
  }

  /** {@code **}: none or more segments. */
  public record Rest() implements Segment {
    @Override
    public String toString() {
      return "**";
    }
  }

  /**
   * A variable: the segments from {@code first} to before {@code end} belong to it.
   *
   * @param fieldPath such as {@code book.name}
   */
  public record Variable(String fieldPath, int first, int end) {}

  public HttpTemplate {
    segments = List.copyOf(segments);
    variables = List.copyOf(variables);
  }

  /**
   * Reads a template. Escapes in literals ({@code %20}) are decoded.
   *
   * @throws IllegalArgumentException when it does not follow the grammar; the message is a sentence
   *     with the column, counted from 1
   */
  public static HttpTemplate parse(String text) {
    return new TemplateParser(text).parse();
  }

  /** The template as it is written; a variable of one {@code *} without its pattern. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < segments.size(); ) {
      text.append('/');
      Variable variable = startingAt(at);
      if (variable == null) {
        text.append(segments.get(at++));
        continue;
      }
      String pattern = joined(at, variable.end());
      text.append('{').append(variable.fieldPath());
      text.append(pattern.equals("*") ? "" : "=" + pattern).append('}');
      at = variable.end();
    }
    return (text.isEmpty() ? "/" : text) + (verb.isEmpty() ? "" : ":" + PathText.encode(verb));
  }

  /** The template without its variables: equal for two that match the same paths. */
  public String anonymous() {
    return new HttpTemplate(segments, verb, List.of()).toString();
  }

  private @Nullable Variable startingAt(int segment) {
    for (Variable variable : variables) {
      if (variable.first() == segment) {
        return variable;
      }
    }
    return null;
  }

  private String joined(int first, int end) {
    return String.join("/", segments.subList(first, end).stream().map(Segment::toString).toList());
  }
}
