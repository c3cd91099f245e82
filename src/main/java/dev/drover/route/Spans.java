package dev.drover.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map whose keys are looked up as a range of a longer string, so that a segment of a
 * path or the suffix of a host is found without cutting it out. Open addressing, at most half full.
 *
 * <p>The keys come from the configuration, never from a request: nobody can crowd the table.
 */
final class Spans<V> {
  private final @Nullable String[] keys;
  private final @Nullable Object[] values;

  Spans(Map<String, V> entries) {
    int capacity = entries.isEmpty() ? 0 : Integer.highestOneBit(entries.size()) * 4;
    keys = new String[capacity];
    values = new Object[capacity];
    entries.forEach(
        (key, value) -> {
          int at = hash(key, 0, key.length()) & (capacity - 1);
          while (keys[at] != null) {
            at = (at + 1) & (capacity - 1);
          }
          keys[at] = key;
          values[at] = value;
        });
  }

  boolean isEmpty() {
    return keys.length == 0;
  }

  /** The value of the key that equals that range of the text, or null. */
  @SuppressWarnings("unchecked")
  @Nullable V get(String text, int from, int to) {
    int mask = keys.length - 1;
    if (mask < 0) {
      return null;
    }
    for (int at = hash(text, from, to) & mask; ; at = (at + 1) & mask) {
      String key = keys[at];
      if (key == null) {
        return null;
      }
      if (key.length() == to - from && text.startsWith(key, from)) {
        return (V) values[at];
      }
    }
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash ^ (hash >>> 16);
  }
}
