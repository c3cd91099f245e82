package dev.drover.codec.json;

import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is to be known of a field to read and write it. Immutable but for the plan of its message
 * type, which is found when it is first needed, since types are recursive.
 */
final class FieldPlan {
  private final ProtoJson owner;
  private final FieldDescriptor field;

  /** Its place among the fields of its message, by number. */
  final int index;

  final int number;
  final FieldDescriptor.Type type;
  final SerializedString name;

  /** The name with its quotes and its colon, as it is printed. */
  final byte[] printedName;

  final boolean repeated;
  final boolean map;
  final boolean packed;
  final boolean message;

  /** Whether it is told apart from its default value. */
  final boolean presence;

  /** Whether its default value is not written. */
  final boolean omitsDefault;

  /** Its oneof of several members, or -1. */
  final int oneof;

  /** The wire type of one value, unpacked. */
  final int wireType;

  /** The tag it is written with: packed when it is packed. */
  final int tag;

  final boolean checksUtf8;
  final boolean packable;
  final @Nullable EnumPlan enumeration;

  /** Whether numbers without a name are unknown fields in wire form. */
  final boolean closed;

  /** Whether it is single and closed, so that a value tells whether the field is known. */
  final boolean closedSingle;

  private @Nullable MessagePlan messagePlan;

  FieldPlan(ProtoJson owner, FieldDescriptor field, int index, @Nullable EnumPlan enumeration) {
    this.owner = owner;
    this.field = field;
    this.index = index;
    this.enumeration = enumeration;
    number = field.getNumber();
    type = field.getType();
    name =
        new SerializedString(owner.options().protoNames() ? field.getName() : field.getJsonName());
    name.asQuotedUTF8();
    JsonWriter quoted = new JsonWriter(Integer.MAX_VALUE);
    quoted.name(name.getValue());
    printedName = quoted.toByteArray();
    map = field.isMapField();
    repeated = field.isRepeated();
    packed = field.isPacked();
    message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    presence = field.hasPresence();
    omitsDefault = !presence && !repeated && !field.getContainingType().getOptions().getMapEntry();
    OneofDescriptor in = field.getContainingOneof();
    oneof = in != null && in.getFieldCount() > 1 ? in.getIndex() : -1;
    wireType = field.getLiteType().getWireType();
    packable = repeated && field.isPackable();
    tag = number << 3 | (packed ? WireFormat.WIRETYPE_LENGTH_DELIMITED : wireType);
    checksUtf8 = type == FieldDescriptor.Type.STRING && field.needsUtf8Check();
    closed = enumeration != null && field.legacyEnumFieldTreatedAsClosed();
    closedSingle = closed && !repeated;
  }

  /** Whether a value of this wire type is one of this field's. */
  boolean accepts(int wire) {
    return wire == wireType || packable && wire == WireReader.DELIMITED;
  }

  /** Whether null is a value of this field, rather than its absence. */
  boolean takesNull() {
    return !repeated && takesNullElements();
  }

  /** Whether null is a value in a list or map of these. */
  boolean takesNullElements() {
    return message
        ? messagePlan().wellKnown == WellKnown.VALUE
        : enumeration != null && enumeration.isNull();
  }

  /** The plan of the message type of its values. */
  MessagePlan messagePlan() {
    MessagePlan plan = messagePlan;
    if (plan == null) {
      plan = owner.plan(field.getMessageType());
      messagePlan = plan;
    }
    return plan;
  }

  /** The plan of the enum type of its values. */
  EnumPlan enumeration() {
    if (enumeration == null) {
      throw new IllegalStateException(field.getFullName() + " is no enum");
    }
    return enumeration;
  }

  FieldDescriptor descriptor() {
    return field;
  }

  /** What paths call it. */
  String label() {
    return name.getValue();
  }
}
