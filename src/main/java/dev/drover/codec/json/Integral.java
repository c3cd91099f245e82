package dev.drover.codec.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The ranges of the integer types, and what texts are numbers in them. */
enum Integral {
  INT32("a 32-bit integer", Integer.MIN_VALUE, Integer.MAX_VALUE, null),
  UINT32("an unsigned 32-bit integer", 0, 0xFFFFFFFFL, null),
  INT64("a 64-bit integer", Long.MIN_VALUE, Long.MAX_VALUE, null),
  UINT64(
      "an unsigned 64-bit integer",
      0,
      Long.MAX_VALUE,
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));

  private static final int LONGEST = 1000;
  private static final int CERTAIN = 18;
  private static final int MOST_DIGITS = 20;

  private final String what;
  private final long min;
  private final long max;
  private final BigInteger largest;

  Integral(String what, long min, long max, @Nullable BigInteger largest) {
    this.what = what;
    this.min = min;
    this.max = max;
    this.largest = largest == null ? BigInteger.valueOf(max) : largest;
  }

  /** The range of a type, or null when it is no integer. */
  static @Nullable Integral of(FieldDescriptor.Type type) {
    return switch (type) {
      case INT32, SINT32, SFIXED32, ENUM -> INT32;
      case UINT32, FIXED32 -> UINT32;
      case INT64, SINT64, SFIXED64 -> INT64;
      case UINT64, FIXED64 -> UINT64;
      case DOUBLE, FLOAT, BOOL, STRING, GROUP, MESSAGE, BYTES -> null;
    };
  }

  /** What it is called in errors. */
  String what() {
    return what;
  }

  boolean contains(long value) {
    return value >= min && value <= max;
  }

  /** The number of such a text, also 1.0 and 1e3, or null when it is none in range. */
  @Nullable Long parse(char[] text, int offset, int length) {
    int from = length > 0 && text[offset] == '-' ? 1 : 0;
    int digits = length - from;
    if (digits < 1 || digits > CERTAIN || digits > 1 && text[offset + from] == '0') {
      return exact(text, offset, length);
    }
    long value = 0;
    for (int i = offset + from; i < offset + length; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return exact(text, offset, length);
      }
      value = value * 10 + digit;
    }
    long signed = from == 1 ? -value : value;
    return contains(signed) ? signed : null;
  }

  private @Nullable Long exact(char[] text, int offset, int length) {
    if (length > LONGEST || !isNumber(text, offset, length)) {
      return null;
    }
    BigDecimal value;
    try {
      value = new BigDecimal(text, offset, length);
    } catch (NumberFormatException exponent) {
      return null;
    }
    if (value.signum() == 0) {
      return 0L;
    }
    long whole = (long) value.precision() - value.scale();
    if (whole < 1 || whole > MOST_DIGITS || value.stripTrailingZeros().scale() > 0) {
      return null;
    }
    BigInteger integer = value.toBigInteger();
    boolean inRange =
        integer.compareTo(BigInteger.valueOf(min)) >= 0 && integer.compareTo(largest) <= 0;
    return inRange ? integer.longValue() : null;
  }

  /** Whether it is a number as JSON has it (RFC 8259, section 6). */
  static boolean isNumber(char[] text, int offset, int length) {
    int end = offset + length;
    int at = offset < end && text[offset] == '-' ? offset + 1 : offset;
    int digits = digits(text, at, end);
    if (digits == at || text[at] == '0' && digits > at + 1) {
      return false;
    }
    at = digits;
    if (at < end && text[at] == '.') {
      digits = digits(text, at + 1, end);
      if (digits == at + 1) {
        return false;
      }
      at = digits;
    }
    if (at < end && (text[at] == 'e' || text[at] == 'E')) {
      int sign = at + 1 < end && (text[at + 1] == '+' || text[at + 1] == '-') ? 1 : 0;
      digits = digits(text, at + 1 + sign, end);
      return digits == end && digits > at + 1 + sign;
    }
    return at == end;
  }

  private static int digits(char[] text, int from, int end) {
    int at = from;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }
}
