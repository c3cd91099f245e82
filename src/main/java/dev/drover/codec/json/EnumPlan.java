package dev.drover.codec.json;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names and numbers of an enum type. Immutable. */
final class EnumPlan {
  private static final int DENSE = 256;

  private final String fullName;
  private final boolean isNull;
  private final boolean closed;
  private final int first;
  private final byte[] @Nullable [] small = new byte[DENSE][];
  private final Map<Integer, byte[]> others = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  private EnumPlan(EnumDescriptor type) {
    fullName = type.getFullName();
    isNull = fullName.equals("google.protobuf.NullValue");
    closed = type.isClosed();
    first = type.getValues().get(0).getNumber();
    for (EnumValueDescriptor value : type.getValues()) {
      numbers.put(value.getName(), value.getNumber());
      name(value.getNumber(), value.getName());
    }
  }

  private void name(int number, String name) {
    if (name(number) != null) {
      return;
    }
    byte[] encoded = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
    if (number >= 0 && number < DENSE) {
      small[number] = encoded;
    } else {
      others.put(number, encoded);
    }
  }

  static EnumPlan of(EnumDescriptor type) {
    return new EnumPlan(type);
  }

  /** The name of the value as a JSON string, of several the first, or null. */
  byte @Nullable [] name(int number) {
    return number >= 0 && number < DENSE ? small[number] : others.get(number);
  }

  /** The number of the value of that name, or null. */
  @Nullable Integer number(String name) {
    return numbers.get(name);
  }

  /** The number of a value that is given by number, or null when there is no such value. */
  @Nullable Long parse(String text) {
    Long number = Integral.INT32.parse(text.toCharArray(), 0, text.length());
    boolean known = number != null && (!closed || name(number.intValue()) != null);
    return known ? number : null;
  }

  /** Whether it is google.protobuf.NullValue, whose JSON is null. */
  boolean isNull() {
    return isNull;
  }

  /** The default value. */
  int first() {
    return first;
  }

  /** The name of the type. */
  String fullName() {
    return fullName;
  }
}
