package dev.drover.schema;

import dev.drover.schema.HttpTemplate.Rest;
import dev.drover.schema.HttpTemplate.Segment;
import dev.drover.schema.HttpTemplate.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which binding a request is for. Immutable and safe for all threads; a tree of segments, so a path
 * costs at most a visit to each node that its segments can reach.
 *
 * <p>At each segment a literal goes before {@code *}, and that before {@code **}; where the way
 * ends nowhere, or in bindings of other HTTP methods only, the next one is tried. A binding of an
 * HTTP method goes before one of any ({@code *}) with the same template.
 *
 * <p>What google/api/http.proto leaves open is answered like this:
 *
 * <ul>
 *   <li>An empty segment matches no {@code *}: {@code /v1/messages/} is not {@code /v1/messages/*}.
 *   <li>{@code **} matches nothing, too: {@code /v1/files} is {@code /v1/files/**}, as the grammar
 *       says ("zero or more") and the transcoder of Envoy and grpc-gateway do. What it matches is
 *       taken as it comes, with empty segments.
 *   <li>What stands behind the last colon of the last segment is a custom verb if any template of
 *       the table has that verb, else a part of the segment.
 *   <li>A variable of one segment is decoded. One of more ({@code messages/*}, {@code **}) is
 *       decoded but for {@code %2F}, however it is spelled.
 * </ul>
 */
public final class BindingTable {
  /** What became of a request. */
  public sealed interface Match {}

  /**
   * It is for this one.
   *
   * @param values the decoded text of each variable of the template, in its order
   */
  public record Found(Binding binding, List<String> values) implements Match {}

  /** No template matches the path. */
  public record NotFound() implements Match {}

  /**
   * Templates match, for other HTTP methods only.
   *
   * @param allow those, sorted
   */
  public record OtherVerb(List<String> allow) implements Match {}

  /**
   * The path cannot be decoded.
   *
   * @param reason a sentence
   */
  public record Malformed(String reason) implements Match {}

  private static final Match NOT_FOUND = new NotFound();

  private final PathNode root;
  private final Names<String> customVerbs;

  private BindingTable(PathNode root, Names<String> customVerbs) {
    this.root = root;
    this.customVerbs = customVerbs;
  }

  /** Of two bindings for the very same requests the first is taken; {@link Bindings} has none. */
  public static BindingTable of(List<Binding> bindings) {
    PathNode.Draft root = new PathNode.Draft();
    Map<String, String> verbs = new LinkedHashMap<>();
    for (Binding binding : bindings) {
      PathNode.Draft node = root;
      for (Segment segment : binding.template().segments()) {
        node = node.next(segment);
      }
      node.add(binding);
      if (!binding.template().verb().isEmpty()) {
        verbs.put(binding.template().verb(), binding.template().verb());
      }
    }
    return new BindingTable(root.build(), new Names<>(verbs));
  }

  /**
   * Finds the binding of a request.
   *
   * @param verb the HTTP method
   * @param path as it came, percent-encoded, with its leading slash and without the query
   */
  public Match match(String verb, String path) {
    if (!path.startsWith("/")) {
      return NOT_FOUND;
    }
    int bad = PathText.badEscape(path, 0, path.length());
    if (bad >= 0) {
      return new Malformed(
          "The path has a \"%\" without two hexadecimal digits at column " + (bad + 1) + ".");
    }
    int colon = path.lastIndexOf(':');
    boolean split = colon > path.lastIndexOf('/');
    String custom = split ? customVerbs.get(path, colon + 1, path.length()) : null;
    int end = custom == null ? path.length() : colon;
    String key = custom == null ? "" : custom;
    int start = end <= 1 ? end : 0;
    Binding found = root.find(path, start, end, key, verb);
    if (found != null) {
      return found(found, path, end);
    }
    if (split && custom == null) {
      return NOT_FOUND;
    }
    TreeSet<String> allow = new TreeSet<>();
    root.verbs(path, start, end, key, allow);
    return allow.isEmpty() ? NOT_FOUND : new OtherVerb(List.copyOf(allow));
  }

  private static Match found(Binding binding, String path, int end) {
    List<Variable> variables = binding.template().variables();
    if (variables.isEmpty()) {
      return new Found(binding, List.of());
    }
    List<Segment> segments = binding.template().segments();
    String[] values = new String[variables.size()];
    int index = 0;
    int at = 1;
    for (int i = 0; i < values.length; i++) {
      Variable variable = variables.get(i);
      for (; index < variable.first(); index++) {
        at = PathNode.segmentEnd(path, at, end) + 1;
      }
      int from = Math.min(at, end);
      boolean rest = segments.get(variable.end() - 1) instanceof Rest;
      for (; index < variable.end() && !rest; index++) {
        at = PathNode.segmentEnd(path, at, end) + 1;
      }
      boolean many = rest || variable.end() - variable.first() > 1;
      String value = PathText.decode(path, from, rest ? end : at - 1, many);
      if (value == null) {
        return new Malformed("The path's text for " + variable.fieldPath() + " is not UTF-8.");
      }
      values[i] = value;
    }
    return new Found(binding, List.of(values));
  }
}
