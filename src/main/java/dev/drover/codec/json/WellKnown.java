package dev.drover.codec.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Map;

/** The message types that have a JSON of their own (protobuf.dev, "ProtoJSON format"). */
enum WellKnown {
  /** Any other: an object with its fields. */
  PLAIN(false),
  ANY(true),
  TIMESTAMP(false),
  DURATION(false),
  FIELD_MASK(false),
  STRUCT(true),
  VALUE(false),
  LIST_VALUE(false),
  /** google.protobuf.Int32Value and the like. */
  WRAPPER(false);

  private static final String PACKAGE = "google.protobuf.";

  private static final Map<String, WellKnown> TYPES =
      Map.ofEntries(
          Map.entry("Any", ANY),
          Map.entry("Timestamp", TIMESTAMP),
          Map.entry("Duration", DURATION),
          Map.entry("FieldMask", FIELD_MASK),
          Map.entry("Struct", STRUCT),
          Map.entry("Value", VALUE),
          Map.entry("ListValue", LIST_VALUE),
          Map.entry("DoubleValue", WRAPPER),
          Map.entry("FloatValue", WRAPPER),
          Map.entry("Int64Value", WRAPPER),
          Map.entry("UInt64Value", WRAPPER),
          Map.entry("Int32Value", WRAPPER),
          Map.entry("UInt32Value", WRAPPER),
          Map.entry("BoolValue", WRAPPER),
          Map.entry("StringValue", WRAPPER),
          Map.entry("BytesValue", WRAPPER));

  private final boolean object;

  WellKnown(boolean object) {
    this.object = object;
  }

  static WellKnown of(Descriptor type) {
    String name = type.getFullName();
    return name.startsWith(PACKAGE)
        ? TYPES.getOrDefault(name.substring(PACKAGE.length()), PLAIN)
        : PLAIN;
  }

  /** Whether its JSON is an object, whatever it holds. */
  boolean isObject() {
    return object || this == PLAIN;
  }

  /** The field that a wrapper wraps. */
  static FieldDescriptor wrapped(Descriptor wrapper) {
    return wrapper.findFieldByNumber(1);
  }
}
