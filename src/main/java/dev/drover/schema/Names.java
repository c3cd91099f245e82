package dev.drover.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by name, where the name is a part of a longer text and is not cut out of it to be looked
 * up. Immutable, open addressing, at most half full.
 */
final class Names<T> {
  private final @Nullable String[] names;
  private final @Nullable Object[] values;

  Names(Map<String, T> known) {
    int size = Integer.highestOneBit(Math.max(1, known.size())) * 4;
    names = new String[size];
    values = new Object[size];
    known.forEach(
        (name, value) -> {
          int slot = hash(name, 0, name.length()) & (size - 1);
          while (names[slot] != null) {
            slot = (slot + 1) & (size - 1);
          }
          names[slot] = name;
          values[slot] = value;
        });
  }

  /** The value of the name that stands there, or null. */
  @SuppressWarnings("unchecked")
  @Nullable T get(String text, int from, int to) {
    int length = to - from;
    for (int slot = hash(text, from, to) & (names.length - 1);
        ;
        slot = (slot + 1) & (names.length - 1)) {
      String name = names[slot];
      if (name == null) {
        return null;
      }
      if (name.length() == length && text.startsWith(name, from)) {
        return (T) values[slot];
      }
    }
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash ^ hash >>> 16;
  }
}
