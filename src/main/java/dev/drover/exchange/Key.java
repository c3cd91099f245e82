package dev.drover.exchange;

/**
 * The typed name under which a filter leaves something in the exchange for a later one. Keys are
 * compared by identity; make one constant per thing.
 *
 * @param <T> what is kept under it
 */
@SuppressWarnings("UnusedTypeParameter") // it is the type of the value
public final class Key<T> {
  private final String name;

  private Key(String name) {
    this.name = name;
  }

  /** A new key, different from all others; {@code name} is for people. */
  public static <T> Key<T> of(String name) {
    return new Key<>(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
