package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The candidate with the fewest calls in flight, by weight: the least (calls + 1) / weight. Up to
 * {@link #SCANNED} candidates all are compared and equals take turns; of more, two drawn at random
 * are.
 */
public final class LeastRequests<E extends Candidate> implements Balancer<E> {
  /** Up to how many candidates are all looked at. */
  public static final int SCANNED = 16;

  private final TwoChoices choices;
  private List<E> candidates = List.of();
  private int turn;

  /**
   * @param random where chance comes from
   */
  public LeastRequests(RandomGenerator random) {
    this.choices = new TwoChoices(random);
  }

  @Override
  public void use(List<? extends E> list) {
    candidates = List.copyOf(list);
    turn = 0;
  }

  @Override
  public @Nullable E pick(long key, long now, Predicate<? super E> excluded) {
    int size = candidates.size();
    if (size > SCANNED) {
      return choices.pick(candidates, now, excluded, LeastRequests::cost);
    }
    int best = -1;
    double least = 0;
    for (int i = 0; i < size; i++) {
      int index = turn + i < size ? turn + i : turn + i - size;
      E candidate = candidates.get(index);
      if (!excluded.test(candidate)) {
        double cost = cost(candidate, now);
        if (best < 0 || cost < least) {
          best = index;
          least = cost;
        }
      }
    }
    if (best < 0) {
      return null;
    }
    turn = best + 1 == size ? 0 : best + 1;
    return candidates.get(best);
  }

  private static double cost(Candidate candidate, long now) {
    return (candidate.load().inFlight() + 1) / candidate.weight(now);
  }
}
