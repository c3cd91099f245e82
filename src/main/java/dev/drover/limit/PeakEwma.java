package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The better of two candidates drawn at random, by latency x (calls in flight + 1) / weight, where
 * latency is the peak-sensitive average of {@link Load}; as in Finagle and Linkerd.
 *
 * <p>A candidate of unknown latency is taken at once while it has nothing to do, and last while its
 * first calls are under way: it is tried, not flooded.
 */
public final class PeakEwma<E extends Candidate> implements Balancer<E> {
  private static final double UNKNOWN = 1e18;

  private final TwoChoices choices;
  private List<E> candidates = List.of();

  /**
   * @param random where chance comes from
   */
  public PeakEwma(RandomGenerator random) {
    this.choices = new TwoChoices(random);
  }

  @Override
  public void use(List<? extends E> list) {
    candidates = List.copyOf(list);
  }

  @Override
  public @Nullable E pick(long key, long now, Predicate<? super E> excluded) {
    return choices.pick(candidates, now, excluded, PeakEwma::cost);
  }

  /** What a further call costs, in nanoseconds. */
  static double cost(Candidate candidate, long now) {
    Load load = candidate.load();
    int calls = load.inFlight();
    double latency = load.measured() ? load.latency(now) : calls == 0 ? 0 : UNKNOWN;
    return latency * (calls + 1) / candidate.weight(now);
  }
}
