package dev.drover.limit;

import org.jspecify.annotations.Nullable;

/**
 * Who of those that wait is refused early: whoever cannot be served before its deadline, at once;
 * and, with {@link Codel}, some of those that leave a queue that stands. The expected wait is
 * (waiting ahead + 1) x recent service time / permits.
 *
 * <p>Not thread-safe: one for each queue.
 */
public final class Shedding {
  private static final double WEIGHT = 0.1;

  private final @Nullable Codel codel;
  private double service;

  /**
   * @param codel what watches the queue, or null for nothing
   */
  public Shedding(@Nullable Codel codel) {
    this.codel = codel;
  }

  /** A call was served; it held its permit for so long. */
  public void served(long nanos) {
    service = service == 0 ? nanos : service + WEIGHT * (nanos - service);
  }

  /** How long one more is expected to wait, in nanoseconds; 0 while nothing is known. */
  public long expectedWait(int ahead, int permits) {
    return Math.round((ahead + 1.0) * service / permits);
  }

  /**
   * Whether one more would wait for longer than it has.
   *
   * @param remainingNanos until its deadline
   */
  public boolean hopeless(int ahead, int permits, long remainingNanos) {
    return expectedWait(ahead, permits) > remainingNanos;
  }

  /** Whether the next one is to be refused instead of served; see {@link Codel#drops}. */
  boolean drops(long waitedNanos, boolean last, long now) {
    return codel != null && codel.drops(waitedNanos, last, now);
  }
}
