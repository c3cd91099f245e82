package dev.drover.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The JSON Schemas of single values: each also admits a string that is expanded to one. */
final class ScalarSchemas {
  private ScalarSchemas() {}

  /** The schema of a string that refers to the environment or to a file. */
  static ObjectNode expansion() {
    return JsonText.MAPPER
        .createObjectNode()
        .put("description", "A value from ${env:NAME}, ${env:NAME:-default} or ${file:/path}.")
        .put("type", "string")
        .put("pattern", "\\$\\{(env|file):");
  }

  static ObjectNode of(Shape shape, Member member, @Nullable Length length) {
    ObjectNode schema = JsonText.MAPPER.createObjectNode();
    if (shape instanceof Shape.Constant constant) {
      var values = schema.putArray("enum");
      constant.names().forEach(values::add);
    } else if (shape instanceof Shape.Written) {
      return schema.put("type", "string");
    } else if (shape instanceof Shape.Scalar scalar) {
      scalar(schema, scalar, member, length);
    }
    boolean free =
        schema.isEmpty() || (schema.size() == 1 && schema.path("type").asText().equals("string"));
    if (free) {
      return schema;
    }
    ObjectNode either = JsonText.MAPPER.createObjectNode();
    either.putArray("anyOf").add(schema).addObject().put("$ref", "#/$defs/expansion");
    return either;
  }

  private static void scalar(
      ObjectNode schema, Shape.Scalar scalar, Member member, @Nullable Length length) {
    switch (scalar) {
      case TEXT -> {
        Pattern pattern = member.pattern();
        schema.put("type", "string");
        length(schema, length, "Length");
        if (pattern != null) {
          schema.put("pattern", "^(?:" + pattern.value() + ")$");
        }
      }
      case SECRET -> schema.put("type", "string");
      case FLAG -> schema.put("type", "boolean");
      case INT, LONG -> range(schema.put("type", "integer"), member.range());
      case DOUBLE -> range(schema.put("type", "number"), member.range());
      case DURATION -> schema.put("type", "string").put("pattern", "^" + Durations.FORM + "$");
      case SIZE -> schema.put("type", "string").put("pattern", "^" + Size.FORM + "$");
    }
  }

  /** Adds {@code minItems}, {@code maxItems} and the like. */
  static ObjectNode length(ObjectNode schema, @Nullable Length length, String what) {
    if (length != null && length.min() > 0) {
      schema.put("min" + what, length.min());
    }
    if (length != null && length.max() < Integer.MAX_VALUE) {
      schema.put("max" + what, length.max());
    }
    return schema;
  }

  /** The range of durations and sizes, as the end of a description: a schema has no word for it. */
  static String limits(Member member) {
    Range range = member.range();
    Shape shape = member.shape();
    boolean worded = shape == Shape.Scalar.DURATION || shape == Shape.Scalar.SIZE;
    return range == null || !worded ? "" : " (" + Scalars.limits(range).strip() + ")";
  }

  private static void range(ObjectNode schema, @Nullable Range range) {
    if (range != null && !range.min().isEmpty()) {
      schema.put("minimum", new BigDecimal(range.min()));
    }
    if (range != null && !range.max().isEmpty()) {
      schema.put("maximum", new BigDecimal(range.max()));
    }
  }
}
