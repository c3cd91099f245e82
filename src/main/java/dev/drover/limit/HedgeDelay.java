package dev.drover.limit;

/**
 * How long to wait for an answer before a second attempt is sent beside the first: a percentile of
 * the latest latencies (Dean and Barroso, "The Tail at Scale", CACM 2013, take the 95th: at most 5
 * percent more load), or a fixed time while there are too few.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class HedgeDelay {
  /**
   * How a delay is found.
   *
   * @param fixedNanos while there are too few samples, or always
   * @param percentile from 0 to 100; 0 for the fixed time always
   * @param samples how many are enough
   * @param leastNanos never sooner than this
   * @param spanNanos how long a sample counts
   */
  public record Rules(
      long fixedNanos, double percentile, int samples, long leastNanos, long spanNanos) {
    public Rules {
      if (fixedNanos < 0 || leastNanos < 0 || !(percentile >= 0 && percentile <= 100)) {
        throw new IllegalArgumentException(
            "A hedge is delayed by 0 ns or more and a percentile is 0 to 100, not "
                + fixedNanos
                + " ns, "
                + leastNanos
                + " ns and "
                + percentile
                + ".");
      }
    }

    /** The same delay always. */
    public static Rules fixed(long nanos) {
      return new Rules(nanos, 0, 0, 0, 2);
    }
  }

  private static final int PARTS = 20;

  private final Rules rules;
  private final LatencyWindow window;
  private final long freshNanos;
  private long nanos;
  private long asked;

  public HedgeDelay(Rules rules, long now) {
    this.rules = rules;
    this.window = new LatencyWindow(rules.spanNanos, now);
    this.freshNanos = rules.spanNanos / PARTS;
    this.nanos = rules.fixedNanos;
    this.asked = now - freshNanos;
  }

  /** A call was answered; how long its first attempt took. */
  public void answered(long latencyNanos, long now) {
    if (rules.percentile > 0) {
      window.add(latencyNanos, now);
    }
  }

  /** The delay now; it changes at most 20 times in a span. */
  public long nanos(long now) {
    if (rules.percentile > 0 && now - asked >= freshNanos) {
      asked = now;
      nanos =
          window.count(now) < Math.max(1, rules.samples)
              ? rules.fixedNanos
              : Math.max(rules.leastNanos, window.percentile(rules.percentile, now));
    }
    return nanos;
  }
}
