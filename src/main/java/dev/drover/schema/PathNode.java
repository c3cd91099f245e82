package dev.drover.schema;

import dev.drover.schema.HttpTemplate.Literal;
import dev.drover.schema.HttpTemplate.One;
import dev.drover.schema.HttpTemplate.Rest;
import dev.drover.schema.HttpTemplate.Segment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may follow the segments that lead here, and the bindings that end here. Immutable. */
final class PathNode {
  private static final String ANY = "*";

  private final Names<PathNode> literals;
  private final @Nullable PathNode one;
  private final @Nullable PathNode rest;
  private final Binding[] ends;

  private PathNode(
      Names<PathNode> literals,
      @Nullable PathNode one,
      @Nullable PathNode rest,
      List<Binding> ends) {
    this.literals = literals;
    this.one = one;
    this.rest = rest;
    this.ends = ends.toArray(Binding[]::new);
  }

  /**
   * The binding that the rest of the path leads to.
   *
   * @param from where the slash before the next segment stands; {@code end} when there is none
   * @param end where the path ends, its custom verb not counted
   */
  @Nullable Binding find(String path, int from, int end, String custom, String verb) {
    if (from == end) {
      Binding here = ending(custom, verb);
      return here != null || rest == null ? here : rest.ending(custom, verb);
    }
    int to = segmentEnd(path, from + 1, end);
    PathNode literal = literal(path, from, to);
    Binding found = literal == null ? null : literal.find(path, to, end, custom, verb);
    if (found == null && one != null && to > from + 1) {
      found = one.find(path, to, end, custom, verb);
    }
    return found != null || rest == null ? found : rest.ending(custom, verb);
  }

  /** Adds the HTTP methods of all bindings that the rest of the path can lead to. */
  void verbs(String path, int from, int end, String custom, Collection<String> found) {
    if (rest != null) {
      rest.addVerbs(custom, found);
    }
    if (from == end) {
      addVerbs(custom, found);
      return;
    }
    int to = segmentEnd(path, from + 1, end);
    PathNode literal = literal(path, from, to);
    if (literal != null) {
      literal.verbs(path, to, end, custom, found);
    }
    if (one != null && to > from + 1) {
      one.verbs(path, to, end, custom, found);
    }
  }

  private @Nullable PathNode literal(String path, int from, int to) {
    int escape = path.indexOf('%', from);
    if (escape < 0 || escape >= to) {
      return literals.get(path, from + 1, to);
    }
    String decoded = PathText.decode(path, from + 1, to, false);
    return decoded == null ? null : literals.get(decoded, 0, decoded.length());
  }

  private @Nullable Binding ending(String custom, String verb) {
    Binding any = null;
    for (Binding binding : ends) {
      if (binding.template().verb().equals(custom)) {
        if (binding.verb().equals(verb)) {
          return binding;
        }
        any = any == null && binding.verb().equals(ANY) ? binding : any;
      }
    }
    return any;
  }

  private void addVerbs(String custom, Collection<String> found) {
    for (Binding binding : ends) {
      if (binding.template().verb().equals(custom)) {
        found.add(binding.verb());
      }
    }
  }

  /** Where the segment that begins there ends. */
  static int segmentEnd(String path, int from, int end) {
    int slash = path.indexOf('/', from);
    return slash < 0 || slash > end ? end : slash;
  }

  /** A node that is not complete yet. */
  static final class Draft {
    private final Map<String, Draft> literals = new LinkedHashMap<>();
    private final List<Binding> ends = new ArrayList<>();
    private @Nullable Draft one;
    private @Nullable Draft rest;

    Draft next(Segment segment) {
      if (segment instanceof Literal literal) {
        return literals.computeIfAbsent(literal.text(), text -> new Draft());
      }
      if (segment instanceof One) {
        one = one == null ? new Draft() : one;
        return one;
      }
      assert segment instanceof Rest;
      rest = rest == null ? new Draft() : rest;
      return rest;
    }

    void add(Binding binding) {
      ends.add(binding);
    }

    PathNode build() {
      Map<String, PathNode> built = new LinkedHashMap<>();
      literals.forEach((text, draft) -> built.put(text, draft.build()));
      return new PathNode(
          new Names<>(built),
          one == null ? null : one.build(),
          rest == null ? null : rest.build(),
          ends);
    }
  }
}
