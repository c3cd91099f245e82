package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one of several candidates for each attempt. The list of candidates is replaced as a whole
 * when endpoints come, go, or change their weight; what a balancer remembers between picks is of no
 * consequence then.
 *
 * <p>Endpoints that are only out of order for a while need not leave the list: exclude them. A
 * consistent hash moves the fewest keys so.
 *
 * <p>Not thread-safe: one for each event loop.
 *
 * @param <E> the candidates
 */
public interface Balancer<E extends Candidate> {
  /** Replaces the candidates. The list is copied. */
  void use(List<? extends E> candidates);

  /**
   * One of the candidates, or null when there are none or all are excluded. Counts nothing: the
   * caller tells the {@link Load} when a call begins.
   *
   * @param key the hash of what the call is about, see {@link KeyHash}; only the consistent hashes
   *     look at it
   * @param now nanoseconds of a monotonic clock
   * @param excluded candidates that must not be chosen: tried before, ejected, unhealthy
   */
  @Nullable E pick(long key, long now, Predicate<? super E> excluded);
}
