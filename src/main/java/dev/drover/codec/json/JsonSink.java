package dev.drover.codec.json;

import java.nio.charset.StandardCharsets;

/** The values of fields that are no messages, as JSON. */
final class JsonSink {
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final JsonOptions options;
  private final JsonWriter out;

  JsonSink(JsonOptions options, JsonWriter out) {
    this.options = options;
    this.out = out;
  }

  /** Writes a number, boolean or enum value as {@link Scalar#read} gives it. */
  void scalar(FieldPlan field, long bits) {
    switch (field.type) {
      case DOUBLE -> out.number(Double.longBitsToDouble(bits));
      case FLOAT -> out.number(Float.intBitsToFloat((int) bits));
      case INT32, SINT32, SFIXED32, UINT32, FIXED32 -> out.integer(bits, false);
      case INT64, SINT64, SFIXED64 -> out.integer(bits, !options.int64AsNumbers());
      case UINT64, FIXED64 -> unsigned(bits);
      case BOOL -> out.token(bits != 0 ? TRUE : FALSE);
      case ENUM -> enumeration(field.enumeration(), (int) bits);
      case STRING, BYTES, MESSAGE, GROUP -> throw new IllegalArgumentException(field.type.name());
    }
  }

  private void unsigned(long value) {
    if (value >= 0) {
      out.integer(value, !options.int64AsNumbers());
    } else {
      out.plain(Long.toUnsignedString(value), !options.int64AsNumbers());
    }
  }

  private void enumeration(EnumPlan type, int number) {
    byte[] name = options.enumsAsNumbers() ? null : type.name(number);
    if (type.isNull()) {
      nothing();
    } else if (name != null) {
      out.token(name);
    } else {
      out.integer(number, false);
    }
  }

  void nothing() {
    out.token(NULL);
  }

  /** Writes a text of wire bytes. */
  void text(FieldPlan field, byte[] bytes, int from, int length) {
    if (!out.text(bytes, from, length)) {
      out.string(string(field, bytes, from, length));
    }
  }

  /** A text of wire bytes. What is no UTF-8 is replaced where the field does not forbid it. */
  static String string(FieldPlan field, byte[] bytes, int from, int length) {
    if (field.checksUtf8 && !Utf8.valid(bytes, from, length)) {
      throw MalformedMessage.because("is a text that is not UTF-8");
    }
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Writes the default value of a field that is no message. */
  void absent(FieldPlan field) {
    switch (field.type) {
      case STRING, BYTES -> out.plain("", true);
      case ENUM -> scalar(field, field.enumeration().first());
      case DOUBLE, FLOAT, INT64, UINT64, INT32, FIXED64, FIXED32, BOOL, UINT32 -> scalar(field, 0);
      case SFIXED32, SFIXED64, SINT32, SINT64 -> scalar(field, 0);
      case MESSAGE, GROUP -> throw new IllegalArgumentException(field.type.name());
    }
  }
}
