package dev.drover.schema;

import org.jspecify.annotations.Nullable;

/**
 * What somebody makes of the newest version of a schema, such as a table of bindings. It is made
 * before the version shows, on the thread that brings it, and swapped with it; whoever has read it
 * keeps what he has. Safe for all threads.
 *
 * @param <T> is immutable
 */
public final class Derived<T> {
  /** Makes it. */
  @FunctionalInterface
  public interface Maker<T> {
    /**
     * @throws InvalidSchema when this version does not have what is needed
     */
    T of(Schema schema) throws InvalidSchema;
  }

  private final Maker<T> maker;
  private volatile @Nullable T value;
  private volatile String problem = "";

  Derived(Maker<T> maker) {
    this.maker = maker;
  }

  /** What is made of no schema: never anything. */
  public static <T> Derived<T> none() {
    return new Derived<>(
        schema -> {
          throw new InvalidSchema("", "", "there is no schema");
        });
  }

  /** Of the newest version that it could be made of; null while there is none. */
  public @Nullable T value() {
    return value;
  }

  /** Why it could not be made of the newest version; empty when it could. */
  public String problem() {
    return problem;
  }

  /** Makes it anew; gives back what puts it in force. */
  Runnable prepare(Schema schema) {
    try {
      T next = maker.of(schema);
      return () -> {
        value = next;
        problem = "";
      };
    } catch (InvalidSchema invalid) {
      String why = String.valueOf(invalid.getMessage());
      return () -> problem = why;
    }
  }
}
