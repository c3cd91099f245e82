package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What JSON a component takes, derived from its Java type. */
sealed interface Shape {
  /** The beginning of an error: {@code expected} this. */
  String expected();

  /** A single value. */
  enum Scalar implements Shape {
    TEXT("a string"),
    FLAG("true or false"),
    INT("a whole number"),
    LONG("a whole number"),
    DOUBLE("a number"),
    DURATION("a duration such as \"2s\""),
    SIZE("a size such as \"64KiB\""),
    SECRET("a string");

    private final String expected;

    Scalar(String expected) {
      this.expected = expected;
    }

    @Override
    public String expected() {
      return expected;
    }

    /** The same without an example: {@code a duration}. */
    String noun() {
      return expected.replaceFirst(" such as .*", "");
    }
  }

  /** A string that a class of its own reads: {@code public static T parse(String)}. */
  record Written(Method parse) implements Shape {
    @Override
    public String expected() {
      return "a string";
    }
  }

  /** A constant of an enum. */
  record Constant(List<? extends Enum<?>> values) implements Shape {
    List<String> names() {
      return values.stream().map(Words::kebab).toList();
    }

    @Override
    public String expected() {
      return "one of " + Words.list(names(), "and");
    }
  }

  /** A list. */
  record Items(Shape item) implements Shape {
    @Override
    public String expected() {
      return "a list";
    }
  }

  /** An object with free keys. */
  record Entries(Shape value) implements Shape {
    @Override
    public String expected() {
      return "an object";
    }
  }

  /** An object with the keys of a record. */
  record Nested(Class<? extends Record> type) implements Shape {
    @Override
    public String expected() {
      return Member.shorthand(type)
          .map(member -> "an object or " + member.shape().expected())
          .orElse("an object");
    }
  }

  /** Something out of a vocabulary. */
  record Open(OneOf oneOf) implements Shape {
    @Override
    public String expected() {
      return "an object";
    }
  }

  /** Any JSON. */
  record Anything() implements Shape {
    @Override
    public String expected() {
      return "any JSON";
    }
  }

  /** The shape of a type; {@code oneOf} says how a choice in it is written. */
  static Shape of(Type type, @Nullable OneOf oneOf) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new Items(of(arguments[0], oneOf));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new Entries(of(arguments[1], oneOf));
      }
    }
    if (type == Choice.class && oneOf != null) {
      return new Open(oneOf);
    }
    if (type == JsonNode.class) {
      return new Anything();
    }
    if (type instanceof Class<?> enumType && Enum.class.isAssignableFrom(enumType)) {
      return new Constant(
          Arrays.stream(enumType.getEnumConstants()).map(constant -> (Enum<?>) constant).toList());
    }
    Scalar scalar = type instanceof Class<?> c ? SCALARS.get(c) : null;
    if (scalar != null) {
      return scalar;
    }
    Optional<Method> parse = type instanceof Class<?> c ? parse(c) : Optional.empty();
    if (parse.isPresent()) {
      return new Written(parse.get());
    }
    if (type instanceof Class<?> recordType && Record.class.isAssignableFrom(recordType)) {
      return new Nested(recordType.asSubclass(Record.class));
    }
    throw new IllegalStateException("a configuration cannot have a component of type " + type);
  }

  private static Optional<Method> parse(Class<?> type) {
    try {
      Method parse = type.getMethod("parse", String.class);
      boolean reads = Modifier.isStatic(parse.getModifiers()) && parse.getReturnType() == type;
      parse.setAccessible(true);
      return reads ? Optional.of(parse) : Optional.empty();
    } catch (NoSuchMethodException none) {
      return Optional.empty();
    }
  }

  /** The types of single values. */
  Map<Class<?>, Scalar> SCALARS =
      Map.ofEntries(
          Map.entry(String.class, Scalar.TEXT),
          Map.entry(boolean.class, Scalar.FLAG),
          Map.entry(Boolean.class, Scalar.FLAG),
          Map.entry(int.class, Scalar.INT),
          Map.entry(Integer.class, Scalar.INT),
          Map.entry(long.class, Scalar.LONG),
          Map.entry(Long.class, Scalar.LONG),
          Map.entry(double.class, Scalar.DOUBLE),
          Map.entry(Double.class, Scalar.DOUBLE),
          Map.entry(Duration.class, Scalar.DURATION),
          Map.entry(Size.class, Scalar.SIZE),
          Map.entry(Secret.class, Scalar.SECRET));
}
