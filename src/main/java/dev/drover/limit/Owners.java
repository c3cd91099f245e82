package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Slots in a circle, each owned by a candidate: what {@link RingHash} and {@link Maglev} have in
 * common. The owner of a key's slot is chosen; when it is excluded or has too much to do, the owner
 * of the next slot, and so on.
 *
 * <p>Too much is more than {@code bound} times its fair share of the calls in flight (Mirrokni,
 * Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018).
 */
final class Owners<E extends Candidate> {
  private final List<E> candidates;
  private final int[] slots;
  private final double bound;
  private final double weights;
  private final int[] seen;
  private int round;

  /**
   * @param slots for each slot, the index of its owner
   * @param bound how much more than its fair share a candidate may have, at least 1; 0 for any
   */
  Owners(List<E> candidates, int[] slots, double bound) {
    if (bound != 0 && !(bound >= 1)) {
      throw new IllegalArgumentException(
          "A bound of load is 0 for none or at least 1, not " + bound + ".");
    }
    this.candidates = candidates;
    this.slots = slots;
    this.bound = bound;
    this.weights = candidates.stream().mapToDouble(Candidate::weight).sum();
    this.seen = new int[candidates.size()];
  }

  static <E extends Candidate> Owners<E> none(double bound) {
    return new Owners<>(List.of(), new int[0], bound);
  }

  /** The first acceptable owner from a slot on; the first that is not excluded if all are full. */
  @Nullable E from(int slot, Predicate<? super E> excluded) {
    double perWeight = bound == 0 ? 0 : bound * (inFlight() + 1) / weights;
    E fallback = null;
    int left = seen.length;
    round++;
    for (int i = 0; left > 0 && i < slots.length; i++) {
      int at = slot + i < slots.length ? slot + i : slot + i - slots.length;
      int owner = slots[at];
      if (seen[owner] == round) {
        continue;
      }
      seen[owner] = round;
      left--;
      E candidate = candidates.get(owner);
      if (excluded.test(candidate)) {
        continue;
      }
      if (bound == 0
          || candidate.load().inFlight() + 1 <= Math.ceil(perWeight * candidate.weight())) {
        return candidate;
      }
      fallback = fallback == null ? candidate : fallback;
    }
    return fallback;
  }

  private long inFlight() {
    long sum = 0;
    for (int i = 0; i < candidates.size(); i++) {
      sum += candidates.get(i).load().inFlight();
    }
    return sum;
  }
}
