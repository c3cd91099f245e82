package dev.drover.schema.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages that ProtoJSON does not write as objects of their fields (protobuf.dev, "ProtoJSON
 * Format", "JSON Representation of well-known types"). The wrappers are not among them: they are
 * written as what they wrap.
 *
 * @param text whether it is one text, such as stands in a path or a query
 * @param schema of its JSON
 */
record WellKnown(boolean text, Supplier<ObjectNode> schema) {
  private static final Map<String, WellKnown> ALL =
      Map.of(
          "google.protobuf.Any",
          new WellKnown(false, WellKnown::any),
          "google.protobuf.Duration",
          new WellKnown(true, WellKnown::duration),
          "google.protobuf.Empty",
          new WellKnown(false, () -> Json.type("object")),
          "google.protobuf.FieldMask",
          new WellKnown(
              true,
              () ->
                  Json.type("string", "field-mask")
                      .put("description", "Names of fields, separated by commas.")),
          "google.protobuf.ListValue",
          new WellKnown(
              false,
              () -> {
                ObjectNode list = Json.type("array");
                list.putObject("items");
                return list;
              }),
          "google.protobuf.Struct",
          new WellKnown(false, () -> Json.type("object").put("additionalProperties", true)),
          "google.protobuf.Timestamp",
          new WellKnown(true, () -> Json.type("string", "date-time")),
          "google.protobuf.Value",
          new WellKnown(false, () -> Json.object().put("description", "Any JSON.")));

  /** Null when it is an ordinary message. */
  static @Nullable WellKnown of(Descriptor message) {
    return ALL.get(message.getFullName());
  }

  private static ObjectNode duration() {
    ObjectNode duration = Json.type("string").put("pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$");
    duration.putArray("examples").add("1.5s");
    return duration;
  }

  private static ObjectNode any() {
    ObjectNode any = Json.type("object");
    any.put("description", "A message of any type, which @type names.");
    any.putObject("properties")
        .set("@type", Json.type("string").put("description", "Such as type.googleapis.com/name."));
    return any.put("additionalProperties", true);
  }
}
