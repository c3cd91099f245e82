package dev.drover.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing out of an open {@link Vocabulary}: a filter, a handler, an upstream. Equal to another
 * of the same name and record, wherever that was read.
 *
 * @param name its name in the vocabulary
 * @param config its record, of the class the vocabulary gives for the name
 * @param pointer the JSON pointer to it in the document it was read from
 */
public record Choice(String name, Record config, String pointer) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Choice choice
        && choice.name.equals(name)
        && choice.config.equals(config);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, config);
  }
}
