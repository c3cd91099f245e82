package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * In turn by weight, spread as evenly as possible: weights 5, 1, 1 give a a b a c a a. It is the
 * smooth weighted round robin of nginx (2012): each pick adds to every candidate its weight, takes
 * the one with the most, and subtracts the sum of all weights from it.
 *
 * <p>A pick costs time in proportion to the number of candidates.
 */
public final class SmoothWeighted<E extends Candidate> implements Balancer<E> {
  private List<E> candidates = List.of();
  private double[] credits = new double[0];

  @Override
  public void use(List<? extends E> list) {
    candidates = List.copyOf(list);
    credits = new double[candidates.size()];
  }

  @Override
  public @Nullable E pick(long key, long now, Predicate<? super E> excluded) {
    double total = 0;
    int best = -1;
    for (int i = 0; i < credits.length; i++) {
      E candidate = candidates.get(i);
      if (excluded.test(candidate)) {
        continue;
      }
      double weight = candidate.weight(now);
      total += weight;
      credits[i] += weight;
      if (best < 0 || credits[i] > credits[best]) {
        best = i;
      }
    }
    if (best < 0) {
      return null;
    }
    credits[best] -= total;
    return candidates.get(best);
  }
}
