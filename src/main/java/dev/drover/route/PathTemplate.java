package dev.drover.route;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The path of a route: {@code /a/{id}}, {@code /a/*}, {@code /a/**}, {@code /a/{rest=**}}.
 *
 * <p>A segment is a literal, one non-empty segment of any kind ({@code *}, {@code {name}}), or, at
 * the end only, whatever remains ({@code **}, {@code {name=**}}). {@code **} also stands for
 * nothing: {@code /a/**} is {@code /a}, {@code /a/} and all below. A slash at the end counts:
 * {@code /a/} is not {@code /a}. Immutable; literals are kept as {@link PathNormalizer} spells
 * them.
 *
 * @param segments without the rest
 * @param rest whether it ends in {@code **}
 * @param restName the name of the rest, empty when it has none
 */
public record PathTemplate(List<Segment> segments, boolean rest, String restName) {
  /** One segment of a path. */
  public sealed interface Segment {}

  /** Exactly that, as it is spelled in a normalised path; empty after a slash at the end. */
  public record Literal(String text) implements Segment {}

  /** Any segment that is not empty; {@code name} is empty when nobody asks for its value. */
  public record Variable(String name) implements Segment {}

  public PathTemplate {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with a sentence that names the column, from 1
   */
  public static PathTemplate parse(String text) {
    return new TemplateParser(text).parse();
  }

  /**
   * The template of all paths that begin with these literal segments: {@code /a} and {@code /a/}
   * are both {@code /a/**}.
   *
   * @throws IllegalArgumentException with a sentence that names the column, from 1
   */
  public static PathTemplate prefix(String text) {
    PathTemplate template = parse(text);
    if (template.rest || template.segments.stream().anyMatch(Variable.class::isInstance)) {
      throw new IllegalArgumentException(
          "expected a prefix without variables, found \"" + text + "\"; use \"path\" for those");
    }
    List<Segment> segments = new ArrayList<>(template.segments);
    segments.remove(new Literal(""));
    return new PathTemplate(segments, true, "");
  }

  /** The names of the variables in their order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment instanceof Variable variable && !variable.name().isEmpty()) {
        names.add(variable.name());
      }
    }
    if (!restName.isEmpty()) {
      names.add(restName);
    }
    return List.copyOf(names);
  }

  /** Whether the last of {@link #names()} is that of the rest. */
  boolean namesRest() {
    return !restName.isEmpty();
  }

  /** How many segments come before each of {@link #names()}. */
  int[] depths() {
    int[] depths = new int[names().size()];
    int count = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i) instanceof Variable variable && !variable.name().isEmpty()) {
        depths[count++] = i;
      }
    }
    if (count < depths.length) {
      depths[count] = segments.size();
    }
    return depths;
  }

  /** The same without names: two templates that match the same paths have equal ones. */
  PathTemplate anonymous() {
    List<Segment> nameless = new ArrayList<>();
    for (Segment segment : segments) {
      nameless.add(segment instanceof Variable ? new Variable("") : segment);
    }
    return new PathTemplate(nameless, rest, "");
  }

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    String path = segments.stream().map(PathTemplate::show).collect(Collectors.joining());
    return !rest ? path : path + (restName.isEmpty() ? "/**" : "/{" + restName + "=**}");
  }

  private static String show(Segment segment) {
    if (segment instanceof Literal literal) {
      return "/" + literal.text();
    }
    String name = ((Variable) segment).name();
    return name.isEmpty() ? "/*" : "/{" + name + "}";
  }
}
