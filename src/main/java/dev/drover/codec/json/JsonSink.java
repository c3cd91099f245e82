package dev.drover.codec.json;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Scalars as JSON, without an object for each where the generator writes UTF-8. */
final class JsonSink {
  private final JsonOptions options;
  private final JsonGenerator out;
  private final boolean utf8;
  private final byte[] digits = new byte[40];

  JsonSink(JsonOptions options, JsonGenerator out) {
    this.options = options;
    this.out = out;
    this.utf8 = out instanceof UTF8JsonGenerator;
  }

  /** Writes a number, boolean or enum value as {@link Scalar#read} gives it. */
  void scalar(FieldPlan field, long bits) throws IOException {
    switch (field.type) {
      case DOUBLE -> number(Double.longBitsToDouble(bits));
      case FLOAT -> number(Float.intBitsToFloat((int) bits));
      case INT32, SINT32, SFIXED32 -> out.writeNumber((int) bits);
      case UINT32, FIXED32 -> out.writeNumber(bits);
      case INT64, SINT64, SFIXED64 -> signed(bits);
      case UINT64, FIXED64 -> unsigned(bits);
      case BOOL -> out.writeBoolean(bits != 0);
      case ENUM -> enumeration(field.enumeration(), (int) bits);
      case STRING, BYTES, MESSAGE, GROUP -> throw new IllegalArgumentException(field.type.name());
    }
  }

  private void number(double value) throws IOException {
    if (Double.isFinite(value)) {
      out.writeNumber(value);
    } else {
      out.writeString(Double.toString(value));
    }
  }

  private void number(float value) throws IOException {
    if (Float.isFinite(value)) {
      out.writeNumber(value);
    } else {
      out.writeString(Float.toString(value));
    }
  }

  private void signed(long value) throws IOException {
    if (options.int64AsNumbers()) {
      out.writeNumber(value);
    } else if (utf8 && value != Long.MIN_VALUE) {
      int at = digits.length;
      long rest = Math.abs(value);
      do {
        digits[--at] = (byte) ('0' + rest % 10);
        rest /= 10;
      } while (rest != 0);
      if (value < 0) {
        digits[--at] = '-';
      }
      out.writeRawUTF8String(digits, at, digits.length - at);
    } else {
      out.writeString(Long.toString(value));
    }
  }

  private void unsigned(long value) throws IOException {
    if (value >= 0) {
      signed(value);
    } else if (options.int64AsNumbers()) {
      out.writeNumber(Long.toUnsignedString(value));
    } else {
      out.writeString(Long.toUnsignedString(value));
    }
  }

  private void enumeration(EnumPlan type, int number) throws IOException {
    SerializableString name = options.enumsAsNumbers() ? null : type.name(number);
    if (type.isNull()) {
      out.writeNull();
    } else if (name != null) {
      out.writeString(name);
    } else {
      out.writeNumber(number);
    }
  }

  /** Writes a text of wire bytes. */
  void text(FieldPlan field, byte[] bytes, int from, int length) throws IOException {
    if (utf8 && Utf8.valid(bytes, from, length)) {
      out.writeUTF8String(bytes, from, length);
    } else {
      out.writeString(string(field, bytes, from, length));
    }
  }

  /** A text of wire bytes. What is no UTF-8 is replaced where the field does not forbid it. */
  static String string(FieldPlan field, byte[] bytes, int from, int length) {
    if (field.checksUtf8 && !Utf8.valid(bytes, from, length)) {
      throw MalformedMessage.because("is a text that is not UTF-8");
    }
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Writes bytes as base64, standard and with padding. */
  void bytes(byte[] bytes, int from, int length) throws IOException {
    out.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, bytes, from, length);
  }

  /** Writes the default value of a field that is no message. */
  void absent(FieldPlan field) throws IOException {
    switch (field.type) {
      case STRING, BYTES -> out.writeString("");
      case ENUM -> scalar(field, field.enumeration().first());
      case DOUBLE, FLOAT, INT64, UINT64, INT32, FIXED64, FIXED32, BOOL, UINT32 -> scalar(field, 0);
      case SFIXED32, SFIXED64, SINT32, SINT64 -> scalar(field, 0);
      case MESSAGE, GROUP -> throw new IllegalArgumentException(field.type.name());
    }
  }

  /** Writes a text of ASCII that needs no escapes. */
  void plain(byte[] ascii, int length) throws IOException {
    if (utf8) {
      out.writeRawUTF8String(ascii, 0, length);
    } else {
      out.writeString(new String(ascii, 0, length, StandardCharsets.US_ASCII));
    }
  }

  /** Room for a short text of ASCII. */
  byte[] scratch() {
    return digits;
  }
}
