package dev.drover.schema.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The schemas of messages and enums as ProtoJSON writes them (protobuf.dev, "ProtoJSON Format"):
 * what is written whole is referred to by its full name, and described once.
 */
final class Schemas {
  private static final Set<String> WRAPPERS =
      Set.of("Bool", "Bytes", "Double", "Float", "Int32", "Int64", "String", "UInt32", "UInt64");

  private final OpenApi.Options options;
  private final Comments comments;
  private final Map<String, GenericDescriptor> reached = new TreeMap<>();
  private final Deque<GenericDescriptor> pending = new ArrayDeque<>();

  Schemas(OpenApi.Options options, Comments comments) {
    this.options = options;
    this.comments = comments;
  }

  /** What a field is called in JSON and in queries. */
  String name(FieldDescriptor field) {
    return options.protoNames() ? field.getName() : field.getJsonName();
  }

  /** What a query calls the field at the end of that way. */
  String name(Collection<FieldDescriptor> way) {
    return way.stream().map(this::name).collect(Collectors.joining("."));
  }

  static boolean behaves(FieldDescriptor field, FieldBehavior how) {
    return field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior).contains(how);
  }

  static boolean isRequired(FieldDescriptor field) {
    return field.isRequired() || behaves(field, FieldBehavior.REQUIRED);
  }

  /** Whether it is a google.protobuf wrapper of a scalar. */
  static boolean isWrapper(Descriptor message) {
    String name = message.getFullName();
    return name.startsWith("google.protobuf.")
        && name.endsWith("Value")
        && WRAPPERS.contains(name.substring("google.protobuf.".length(), name.length() - 5));
  }

  /** Of a message that stands alone. */
  ObjectNode of(Descriptor message) {
    WellKnown known = WellKnown.of(message);
    if (known != null) {
      return known.schema().get();
    }
    if (isWrapper(message)) {
      ObjectNode scalar = one(message.findFieldByNumber(1));
      if (scalar.has("type")) {
        scalar.set("type", Json.array(List.of(scalar.path("type").asText(), "null")));
      } else {
        scalar.withArray("anyOf").add(Json.type("null"));
      }
      return scalar;
    }
    return reference(message);
  }

  /** Of a field, all of its values. */
  ObjectNode of(FieldDescriptor field) {
    if (field.isMapField()) {
      ObjectNode map = Json.type("object");
      map.set("additionalProperties", one(field.getMessageType().findFieldByNumber(2)));
      return map;
    }
    if (field.isRepeated()) {
      ObjectNode array = Json.type("array");
      array.set("items", one(field));
      return array;
    }
    return one(field);
  }

  /** Of one value that a field may have. */
  ObjectNode one(FieldDescriptor field) {
    return switch (field.getType()) {
      case MESSAGE, GROUP -> of(field.getMessageType());
      case ENUM -> of(field.getEnumType());
      case BOOL -> Json.type("boolean");
      case STRING -> Json.type("string");
      case BYTES -> Json.type("string").put("contentEncoding", "base64");
      case INT32, SINT32, SFIXED32 -> Json.type("integer", "int32");
      case UINT32, FIXED32 -> Json.type("integer", "uint32").put("minimum", 0);
      case INT64, SINT64, SFIXED64 -> int64("int64");
      case UINT64, FIXED64 -> int64("uint64");
      case DOUBLE -> floating("double");
      case FLOAT -> floating("float");
    };
  }

  private ObjectNode int64(String format) {
    if (options.int64AsNumbers()) {
      return Json.type("integer", format);
    }
    ObjectNode schema = Json.type("string", format);
    schema.putArray("examples").add("0");
    return schema;
  }

  private static ObjectNode floating(String format) {
    ObjectNode either = Json.object();
    ArrayNode forms = either.putArray("anyOf").add(Json.type("number", format));
    forms.add(Json.type("string").set("enum", Json.array(List.of("NaN", "Infinity", "-Infinity"))));
    return either;
  }

  private ObjectNode of(EnumDescriptor type) {
    return type.getFullName().equals("google.protobuf.NullValue")
        ? Json.type("null")
        : reference(type);
  }

  private ObjectNode reference(GenericDescriptor type) {
    if (reached.putIfAbsent(type.getFullName(), type) == null) {
      pending.add(type);
    }
    return Json.object().put("$ref", "#/components/schemas/" + type.getFullName());
  }

  /** Those that are referred to, and those that they refer to, by name. */
  ObjectNode components() {
    Map<String, ObjectNode> described = new TreeMap<>();
    while (!pending.isEmpty()) {
      GenericDescriptor type = pending.remove();
      described.put(
          type.getFullName(),
          type instanceof Descriptor message ? describe(message) : describe((EnumDescriptor) type));
    }
    ObjectNode all = Json.object();
    described.forEach(all::set);
    return all;
  }

  private ObjectNode describe(Descriptor message) {
    ObjectNode schema = Json.type("object");
    List<String> required = new ArrayList<>();
    ObjectNode properties = Json.object();
    for (FieldDescriptor field : message.getFields()) {
      properties.set(name(field), property(field));
      if (isRequired(field)) {
        required.add(name(field));
      }
    }
    Json.putText(schema, "description", description(message));
    Json.putTrue(schema, "deprecated", message.getOptions().getDeprecated());
    if (!required.isEmpty()) {
      schema.set("required", Json.array(required));
    }
    if (!properties.isEmpty()) {
      schema.set("properties", properties);
    }
    return schema;
  }

  private ObjectNode property(FieldDescriptor field) {
    ObjectNode schema = of(field);
    Json.putText(schema, "description", comments.of(field));
    Json.putTrue(schema, "deprecated", field.getOptions().getDeprecated());
    Json.putTrue(schema, "readOnly", behaves(field, FieldBehavior.OUTPUT_ONLY));
    Json.putTrue(schema, "writeOnly", behaves(field, FieldBehavior.INPUT_ONLY));
    return schema;
  }

  private String description(Descriptor message) {
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(comments.of(message));
    for (OneofDescriptor oneof : message.getRealOneofs()) {
      List<String> names =
          oneof.getFields().stream().map(field -> "`" + name(field) + "`").toList();
      paragraphs.add("At most one of " + String.join(", ", names) + " is set.");
      paragraphs.add(comments.of(oneof));
    }
    paragraphs.removeIf(String::isEmpty);
    return String.join("\n\n", paragraphs);
  }

  private ObjectNode describe(EnumDescriptor type) {
    ObjectNode schema = Json.type(options.enumsAsNumbers() ? "integer" : "string");
    ArrayNode values = schema.putArray("enum");
    List<String> lines = new ArrayList<>();
    for (EnumValueDescriptor value : type.getValues()) {
      String comment = comments.of(value).replaceAll("\\s+", " ");
      if (options.enumsAsNumbers()) {
        if (value.equals(type.findValueByNumber(value.getNumber()))) {
          values.add(value.getNumber());
        }
        lines.add(line(value.getNumber() + "`: `" + value.getName(), comment));
      } else {
        values.add(value.getName());
        if (!comment.isEmpty()) {
          lines.add(line(value.getName(), comment));
        }
      }
    }
    String comment = comments.of(type);
    String list = String.join("\n", lines);
    Json.putText(
        schema,
        "description",
        comment + (comment.isEmpty() || list.isEmpty() ? "" : "\n\n") + list);
    Json.putTrue(schema, "deprecated", type.getOptions().getDeprecated());
    return schema;
  }

  private static String line(String value, String comment) {
    return "- `" + value + "`" + (comment.isEmpty() ? "" : ": " + comment);
  }

  /** Whether one value of the field is one text, such as stands in a path or a query. */
  static boolean isText(FieldDescriptor field) {
    if (field.getJavaType() != JavaType.MESSAGE) {
      return true;
    }
    WellKnown known = WellKnown.of(field.getMessageType());
    return known == null ? isWrapper(field.getMessageType()) : known.text();
  }

  /** Of one value as a text; there is no null. */
  ObjectNode text(FieldDescriptor field) {
    boolean wrapper = field.getJavaType() == JavaType.MESSAGE && isWrapper(field.getMessageType());
    return one(wrapper ? field.getMessageType().findFieldByNumber(1) : field);
  }
}
