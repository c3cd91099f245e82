package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** At random, each as often as its weight says. Needs no memory, and loops do not march in step. */
public final class WeightedRandom<E extends Candidate> implements Balancer<E> {
  private final RandomGenerator random;
  private List<E> candidates = List.of();

  /**
   * @param random where chance comes from
   */
  public WeightedRandom(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public void use(List<? extends E> list) {
    candidates = List.copyOf(list);
  }

  @Override
  public @Nullable E pick(long key, long now, Predicate<? super E> excluded) {
    double total = 0;
    for (int i = 0; i < candidates.size(); i++) {
      E candidate = candidates.get(i);
      total += excluded.test(candidate) ? 0 : candidate.weight(now);
    }
    double point = random.nextDouble() * total;
    E last = null;
    for (int i = 0; i < candidates.size(); i++) {
      E candidate = candidates.get(i);
      if (excluded.test(candidate)) {
        continue;
      }
      last = candidate;
      point -= candidate.weight(now);
      if (point < 0) {
        return candidate;
      }
    }
    return last;
  }
}
