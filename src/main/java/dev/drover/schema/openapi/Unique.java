package dev.drover.schema.openapi;

import java.util.Set;

/** Names that are not taken. */
final class Unique {
  private Unique() {}

  /** The name itself, or with {@code _2}, {@code _3} and so on behind it. */
  static String of(String name, Set<String> taken) {
    String unique = name;
    for (int i = 2; taken.contains(unique); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }
}
