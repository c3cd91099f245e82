package dev.drover.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names that a configuration may choose from, and the record that each is configured by.
 *
 * @param kinds kind (a plural such as {@code filters}) to name to record, in the order of the
 *     reference
 */
public record Vocabulary(Map<String, Map<String, Class<? extends Record>>> kinds) {
  public Vocabulary {
    Map<String, Map<String, Class<? extends Record>>> copy = new LinkedHashMap<>();
    kinds.forEach(
        (kind, names) -> copy.put(kind, Collections.unmodifiableMap(new LinkedHashMap<>(names))));
    kinds = Collections.unmodifiableMap(copy);
  }

  /** A vocabulary without a word. */
  public static Vocabulary empty() {
    return new Vocabulary(Map.of());
  }

  /** The names of a kind; empty for a kind nobody gave. */
  public Map<String, Class<? extends Record>> names(String kind) {
    return kinds.getOrDefault(kind, Map.of());
  }
}
