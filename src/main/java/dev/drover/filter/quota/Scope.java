package dev.drover.filter.quota;

/** Who has a limit together. */
public enum Scope {
  NODE,
  HERD
}
