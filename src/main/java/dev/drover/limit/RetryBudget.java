package dev.drover.limit;

/**
 * Keeps retries and hedges a share of the requests: in the last seconds at most {@code share} x
 * requests + {@code perSecond} x seconds, as the retry budget of Finagle. So a dead upstream gets
 * 1.2 times its load, and not a multiple, while a quiet one may still be retried.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe: one for each upstream and event
 * loop.
 */
public final class RetryBudget {
  private static final int REQUESTS = 0;
  private static final int RETRIES = 1;
  private static final int SLICES = 10;
  private static final double NANOS_PER_SECOND = 1e9;

  private final double share;
  private final double reserve;
  private final SlidingCounts counts;

  /**
   * @param share how many retries a request pays for, not negative
   * @param perSecond how many retries are free each second, not negative
   * @param spanNanos how long requests and retries count
   */
  public RetryBudget(double share, double perSecond, long spanNanos) {
    if (!(share >= 0) || !(perSecond >= 0)) {
      throw new IllegalArgumentException(
          "A retry budget is 0 or more of the requests and 0 or more a second, not "
              + share
              + " and "
              + perSecond
              + ".");
    }
    this.share = share;
    this.reserve = perSecond * spanNanos / NANOS_PER_SECOND;
    this.counts = new SlidingCounts(2, spanNanos, SLICES);
  }

  /** A request has come; its first attempt costs nothing. */
  public void request(long now) {
    counts.add(REQUESTS, now);
  }

  /** How many more retries there may be now. */
  public double left(long now) {
    double earned = share * counts.sum(REQUESTS, now) + reserve;
    return Math.max(0, earned - counts.sum(RETRIES, now));
  }

  /** Takes one retry. Returns false, and takes nothing, when there is none. */
  public boolean retry(long now) {
    if (left(now) < 1 - 1e-9) {
      return false;
    }
    counts.add(RETRIES, now);
    return true;
  }
}
