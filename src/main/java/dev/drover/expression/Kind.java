package dev.drover.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;

/** What a variable holds and an expression gives, and the Java type that carries it. */
public enum Kind {
  /** {@code bool}, a Boolean. */
  FLAG("true or false", SimpleType.BOOL),
  /** {@code int}, a Long. */
  NUMBER("a whole number", SimpleType.INT),
  /** {@code string}, a String. */
  TEXT("a string", SimpleType.STRING),
  /** {@code list(string)}, a List. */
  TEXTS("a list of strings", ListType.create(SimpleType.STRING)),
  /** {@code map(string, string)}, a Map. */
  FIELDS("strings by name", MapType.create(SimpleType.STRING, SimpleType.STRING)),
  /** {@code map(string, dyn)}, a Map of JSON values as Jackson's untyped reading gives them. */
  JSON_OBJECT("a JSON object", MapType.create(SimpleType.STRING, SimpleType.DYN)),
  /** {@code dyn}: a JSON value, or null. */
  ANY("any value", SimpleType.DYN);

  private final String words;
  private final CelType type;

  Kind(String words, CelType type) {
    this.words = words;
    this.type = type;
  }

  /** As a sentence names it. */
  String words() {
    return words;
  }

  CelType type() {
    return type;
  }
}
