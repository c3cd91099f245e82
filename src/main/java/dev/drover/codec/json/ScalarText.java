package dev.drover.codec.json;

import com.google.protobuf.Descriptors.FieldDescriptor;

/** Numbers in texts: strings of JSON, keys of maps, parameters. */
final class ScalarText {
  private static final int LONGEST = 1000;

  private ScalarText() {}

  /**
   * The number of a text as {@link Scalar#write} takes it.
   *
   * @param type of numbers but for enums
   */
  static long number(FieldDescriptor.Type type, char[] text, int offset, int length) {
    if (type == FieldDescriptor.Type.DOUBLE) {
      return Double.doubleToRawLongBits(decimal(text, offset, length));
    }
    if (type == FieldDescriptor.Type.FLOAT) {
      return Float.floatToRawIntBits(single(decimal(text, offset, length), text, offset, length));
    }
    Integral range = Integral.of(type);
    if (range == null) {
      throw new IllegalArgumentException(type.name());
    }
    Long value = range.parse(text, offset, length);
    if (value == null) {
      throw wrong(range.what(), text, offset, length);
    }
    return value;
  }

  /** The nearest float, unless it is too large for one. */
  private static float single(double value, char[] text, int offset, int length) {
    float single = (float) value;
    if (Float.isInfinite(single) && !Double.isInfinite(value)) {
      throw wrong("a number within the range of a float", text, offset, length);
    }
    return single;
  }

  /** The number of a text, also NaN and the infinities. */
  static double decimal(char[] text, int offset, int length) {
    String string = new String(text, offset, length);
    switch (string) {
      case "NaN" -> {
        return Double.NaN;
      }
      case "Infinity" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-Infinity" -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {}
    }
    if (length > LONGEST || !Integral.isNumber(text, offset, length)) {
      throw InvalidJson.expected("a number", string);
    }
    double value = Double.parseDouble(string);
    if (Double.isInfinite(value)) {
      throw InvalidJson.expected("a number within the range of a double", string);
    }
    return value;
  }

  private static InvalidJson wrong(String what, char[] text, int offset, int length) {
    return InvalidJson.expected(what, new String(text, offset, length));
  }

  /** The key of a map, other than a string, as {@link Scalar#write} takes it. */
  static long key(FieldDescriptor.Type type, String text) {
    return type == FieldDescriptor.Type.BOOL
        ? bool(text)
        : number(type, text.toCharArray(), 0, text.length());
  }

  /** 1 for "true", 0 for "false". */
  static long bool(String text) {
    return switch (text) {
      case "true" -> 1;
      case "false" -> 0;
      default -> throw InvalidJson.expected("true or false", text);
    };
  }
}
