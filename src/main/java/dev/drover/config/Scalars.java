package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values: their type, their range, their expansion. */
final class Scalars {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern BARE = Pattern.compile("-?[0-9.]+");

  private final Expansion expansion;

  Scalars(Expansion expansion) {
    this.expansion = expansion;
  }

  @Nullable Bound bind(Shape.Scalar kind, @Nullable Range range, JsonNode node, Problems here) {
    String text = node.isTextual() ? expansion.expand(node.textValue(), here) : node.asText();
    if (text == null) {
      return null;
    }
    Comparable<?> value = suits(kind, node) ? parse(kind, text).orElse(null) : null;
    if (value == null) {
      here.add(
          "expected " + kind.expected() + bounds(kind, range) + ", " + found(kind, node, text));
      return null;
    }
    if (!within(kind, range, value)) {
      here.add("expected " + kind.noun() + limits(kind, range) + ", " + found(kind, node, text));
      return null;
    }
    return switch (kind) {
      case INT -> new Bound((int) (long) (Long) value, node);
      case SECRET -> new Bound(Secret.of(text), shown(node));
      case TEXT, FLAG, LONG, DOUBLE, DURATION, SIZE -> new Bound(value, node);
    };
  }

  @Nullable Bound bind(Shape.Constant shape, JsonNode node, Problems here) {
    String text = node.isTextual() ? expansion.expand(node.textValue(), here) : "";
    if (text == null) {
      return null;
    }
    for (Enum<?> value : shape.values()) {
      if (node.isTextual() && Words.kebab(value).equals(text)) {
        return new Bound(value, node);
      }
    }
    boolean open = node.isTextual() && !Expansion.refers(node.textValue());
    String advice =
        NearestName.of(text, shape.names())
            .filter(nearest -> open)
            .map(nearest -> "; did you mean " + Words.quoted(nearest) + "?")
            .orElse("");
    here.add("expected " + shape.expected() + ", found " + describe(node) + advice);
    return null;
  }

  @Nullable Bound bind(Shape.Written shape, JsonNode node, Problems here) {
    if (!node.isTextual()) {
      here.add("expected a string, found " + describe(node));
      return null;
    }
    String text = expansion.expand(node.textValue(), here);
    try {
      return text == null ? null : new Bound(shape.parse().invoke(null, text), node);
    } catch (InvocationTargetException thrown) {
      if (!(thrown.getCause() instanceof IllegalArgumentException refused)) {
        throw new IllegalStateException(shape.parse() + " failed", thrown.getCause());
      }
      here.add(
          Expansion.refers(node.textValue())
              ? describe(node) + " is not a " + shape.parse().getReturnType().getSimpleName()
              : String.valueOf(refused.getMessage()));
      return null;
    } catch (IllegalAccessException closed) {
      throw new IllegalStateException(shape.parse() + " cannot be called", closed);
    }
  }

  /** What stands there, as a sentence may show it. */
  static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING ->
          Expansion.refers(node.textValue())
              ? "what " + Words.quoted(node.textValue()) + " expands to"
              : Words.quoted(node.textValue());
      case NUMBER -> "the number " + node.asText();
      case BOOLEAN -> node.asText();
      case NULL -> "null; leave the key out instead";
      case ARRAY -> "a list";
      case OBJECT, POJO, BINARY, MISSING -> "an object";
    };
  }

  private static String found(Shape.Scalar kind, JsonNode node, String text) {
    if (kind == Shape.Scalar.SECRET && node.isNumber()) {
      return "found a number";
    }
    String units =
        kind == Shape.Scalar.DURATION
            ? Durations.UNITS
            : kind == Shape.Scalar.SIZE ? Size.UNITS : "";
    boolean bare = node.isValueNode() && BARE.matcher(text).matches();
    return "found " + describe(node) + (units.isEmpty() || !bare ? "" : "; add a unit: " + units);
  }

  /** Whether the JSON type may carry the kind; an expanded string may carry every kind. */
  private static boolean suits(Shape.Scalar kind, JsonNode node) {
    boolean expanded = node.isTextual() && Expansion.refers(node.textValue());
    return switch (kind) {
      case TEXT, SECRET, DURATION, SIZE -> node.isTextual();
      case FLAG -> expanded || node.isBoolean();
      case INT, LONG, DOUBLE -> expanded || node.isNumber();
    };
  }

  private static Optional<? extends Comparable<?>> parse(Shape.Scalar kind, String text) {
    return switch (kind) {
      case TEXT, SECRET -> Optional.of(text);
      case FLAG ->
          text.equals("true") || text.equals("false")
              ? Optional.of(text.equals("true"))
              : Optional.empty();
      case INT, LONG ->
          WHOLE.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
      case DOUBLE -> decimal(text);
      case DURATION -> Durations.read(text);
      case SIZE -> Size.read(text);
    };
  }

  private static Optional<Double> decimal(String text) {
    try {
      double value = new BigDecimal(text).doubleValue();
      return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException notDecimal) {
      return Optional.empty();
    }
  }

  private static boolean within(Shape.Scalar kind, @Nullable Range range, Comparable<?> value) {
    String min = min(kind, range);
    String max = max(kind, range);
    return (min.isEmpty() || compare(value, bound(kind, min)) >= 0)
        && (max.isEmpty() || compare(value, bound(kind, max)) <= 0);
  }

  private static Comparable<?> bound(Shape.Scalar kind, String text) {
    return parse(kind, text)
        .orElseThrow(
            () -> new IllegalStateException("not the bound of " + kind.noun() + ": " + text));
  }

  @SuppressWarnings("unchecked")
  private static int compare(Comparable<?> value, Comparable<?> bound) {
    return ((Comparable<Object>) value).compareTo(bound);
  }

  private static String bounds(Shape.Scalar kind, @Nullable Range range) {
    boolean example = !kind.noun().equals(kind.expected());
    return range == null || example ? "" : limits(kind, range);
  }

  private static String limits(Shape.Scalar kind, @Nullable Range range) {
    return limits(min(kind, range), max(kind, range));
  }

  /** The bounds as the end of a phrase: {@code from 1ms to 1h}. */
  static String limits(Range range) {
    return limits(range.min(), range.max());
  }

  private static String limits(String min, String max) {
    if (min.isEmpty()) {
      return max.isEmpty() ? "" : " of at most " + max;
    }
    return max.isEmpty() ? " of at least " + min : " from " + min + " to " + max;
  }

  private static String min(Shape.Scalar kind, @Nullable Range range) {
    return range == null || range.min().isEmpty()
        ? kind == Shape.Scalar.INT ? String.valueOf(Integer.MIN_VALUE) : ""
        : range.min();
  }

  private static String max(Shape.Scalar kind, @Nullable Range range) {
    return range == null || range.max().isEmpty()
        ? kind == Shape.Scalar.INT ? String.valueOf(Integer.MAX_VALUE) : ""
        : range.max();
  }

  private static JsonNode shown(JsonNode secret) {
    return TextNode.valueOf(Expansion.redact(secret.textValue()));
  }
}
