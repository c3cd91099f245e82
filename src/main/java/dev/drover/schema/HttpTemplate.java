package dev.drover.schema;

import java.util.List;

/**
 * A path template of google/api/http.proto ("Path template syntax"): {@code
 * /v1/{name=shelves/*}/books:list}. Immutable.
 *
 * @param segments in their order; {@code **} only as the last
 * @param verb the custom verb behind the last colon, empty when there is none
 * @param variables in their order
 */
public record HttpTemplate(List<Segment> segments, String verb, List<Variable> variables) {
  /** One segment of a path. */
  public sealed interface Segment {}

  /** Exactly that, decoded. */
  public record Literal(String text) implements Segment {}

  /** {@code *}: one segment, not empty. */
  public record One() implements Segment {}

  /** {@code **}: none or more segments. */
  public record Rest() implements Segment {}

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
}
