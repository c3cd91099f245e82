package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;

/** Reads numbers and booleans of JSON. */
final class ScalarParser {
  private ScalarParser() {}

  /** The current token as {@link Scalar#write} takes it. */
  static long read(FieldDescriptor.Type type, JsonParser in) throws IOException {
    return switch (type) {
      case BOOL -> bool(in);
      case DOUBLE -> Double.doubleToRawLongBits(decimal(in));
      case FLOAT -> single(in);
      case INT32, SINT32, SFIXED32 -> integer(Integral.INT32, in);
      case UINT32, FIXED32 -> integer(Integral.UINT32, in);
      case INT64, SINT64, SFIXED64 -> integer(Integral.INT64, in);
      case UINT64, FIXED64 -> integer(Integral.UINT64, in);
      case STRING, BYTES, ENUM, MESSAGE, GROUP -> throw new IllegalArgumentException(type.name());
    };
  }

  private static long bool(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw InvalidJson.expected("true or false", in);
    }
    return token == JsonToken.VALUE_TRUE ? 1 : 0;
  }

  private static long integer(Integral range, JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = in.getLongValue();
      if (!range.contains(value)) {
        throw InvalidJson.expected(range.what(), in);
      }
      return value;
    }
    Long value =
        token == JsonToken.VALUE_STRING || token.isNumeric()
            ? range.parse(in.getTextCharacters(), in.getTextOffset(), in.getTextLength())
            : null;
    if (value == null) {
      throw InvalidJson.expected(range.what(), in);
    }
    return value;
  }

  private static double decimal(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return ScalarText.decimal(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
    }
    if (!token.isNumeric()) {
      throw InvalidJson.expected("a number", in);
    }
    return number(in);
  }

  /** The number at the current token as a double; -0 keeps its sign. */
  static double number(JsonParser in) throws IOException {
    double value = in.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw InvalidJson.expected("a number within the range of a double", in);
    }
    return value == 0 && in.getTextCharacters()[in.getTextOffset()] == '-' ? -0.0 : value;
  }

  private static int single(JsonParser in) throws IOException {
    double value = decimal(in);
    float single = (float) value;
    if (Float.isInfinite(single) && !Double.isInfinite(value)) {
      throw InvalidJson.expected("a number within the range of a float", in);
    }
    return Float.floatToRawIntBits(single);
  }
}
