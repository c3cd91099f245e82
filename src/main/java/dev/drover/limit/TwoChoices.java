package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The better of two candidates drawn at random (Mitzenmacher, "The Power of Two Choices in
 * Randomized Load Balancing", 2001): nearly as good as the best of all, in constant time, and
 * without the rush of all gateways to the same one.
 */
final class TwoChoices {
  private static final int DRAWS = 4;

  /** What a call at a candidate costs; the lower, the better. */
  @FunctionalInterface
  interface Cost<E> {
    double of(E candidate, long now);
  }

  private final RandomGenerator random;

  TwoChoices(RandomGenerator random) {
    this.random = random;
  }

  <E extends Candidate> @Nullable E pick(
      List<E> candidates, long now, Predicate<? super E> excluded, Cost<? super E> cost) {
    int first = draw(candidates, -1, excluded);
    if (first < 0) {
      return null;
    }
    int second = draw(candidates, first, excluded);
    E one = candidates.get(first);
    if (second < 0) {
      return one;
    }
    E other = candidates.get(second);
    return cost.of(other, now) < cost.of(one, now) ? other : one;
  }

  /** Draws a few times, then goes on in order from a random place; -1 when nobody is left. */
  private <E> int draw(List<E> candidates, int taken, Predicate<? super E> excluded) {
    int size = candidates.size();
    if (size == 0) {
      return -1;
    }
    int index = 0;
    for (int i = 0; i < DRAWS; i++) {
      index = random.nextInt(size);
      if (index != taken && !excluded.test(candidates.get(index))) {
        return index;
      }
    }
    for (int i = 1; i < size; i++) {
      int next = (index + i) % size;
      if (next != taken && !excluded.test(candidates.get(next))) {
        return next;
      }
    }
    return -1;
  }
}
