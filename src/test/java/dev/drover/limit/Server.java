package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** An endpoint for tests: a name, a weight, and its load. */
record Server(String name, double weight, Load load) implements Candidate {
  static final long SECOND = 1_000_000_000;
  static final long MILLI = 1_000_000;
  static final Predicate<Object> NONE = any -> false;

  static Server of(String name, double weight) {
    return new Server(name, weight, new Load(10 * SECOND, 0));
  }

  static Server of(String name) {
    return of(name, 1);
  }

  /** Servers of weight 1: s0, s1, ... */
  static List<Server> many(int count) {
    return IntStream.range(0, count).mapToObj(i -> of("s" + i)).toList();
  }

  /** With so many calls in flight. */
  Server busy(int calls) {
    for (int i = 0; i < calls; i++) {
      load.begin(0);
    }
    return this;
  }

  @Override
  public String toString() {
    return name;
  }
}
