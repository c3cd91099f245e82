package dev.drover.config;

import java.util.Optional;

/** A record that may stand in a list only once: no two items have an equal identity. */
public interface Distinct {
  /** What must differ, named as in a sentence: {@code id "home"}; empty when nothing must. */
  Optional<String> identity();
}
