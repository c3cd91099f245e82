package dev.drover.limit;

/**
 * One endpoint as a {@link Balancer} sees it. What must outlive a list of candidates (calls in
 * flight, latency, age) is in its {@link Load}, which the owner keeps for as long as the endpoint
 * exists.
 *
 * <p>Confined to one event loop.
 */
public interface Candidate {
  /** What it is known by; the same name has the same keys of a consistent hash. */
  String name();

  /** Its configured share of the work relative to others, greater than 0. */
  double weight();

  /**
   * Its weight now, greater than 0: less than {@link #weight()} while it starts slowly. See {@link
   * SlowStart}.
   *
   * @param now nanoseconds of a monotonic clock
   */
  default double weight(long now) {
    return weight();
  }

  /** What is known of its load. */
  Load load();
}
