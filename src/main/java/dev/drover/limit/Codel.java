package dev.drover.limit;

/**
 * Controlled delay for a queue (Nichols and Jacobson, "Controlling Queue Delay", ACM Queue 2012;
 * RFC 8289, section 5): a queue that drains is good, one that stands is bad. When what leaves it
 * has waited at least {@code target} for a whole {@code interval}, one is dropped, the next after
 * interval / sqrt(2), and so on until waiting is short again.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class Codel {
  private static final int SOON_AGAIN = 16;

  private final long target;
  private final long interval;
  private boolean above;
  private long dropFrom;
  private boolean dropping;
  private long dropNext;
  private int count;
  private int countBefore;

  /**
   * @param targetNanos a wait that is not worth a drop, greater than 0; 5 ms in the paper
   * @param intervalNanos for how long waits must be longer, greater than the target; 100 ms there
   */
  public Codel(long targetNanos, long intervalNanos) {
    if (targetNanos <= 0 || intervalNanos <= targetNanos) {
      throw new IllegalArgumentException(
          "A controlled delay has a target greater than 0 and a longer interval, not "
              + targetNanos
              + " ns and "
              + intervalNanos
              + " ns.");
    }
    this.target = targetNanos;
    this.interval = intervalNanos;
  }

  /**
   * Whether the next one in the queue is to be dropped rather than served. To be called once for
   * each that leaves the queue, in order.
   *
   * @param waitedNanos how long it has waited
   * @param last whether the queue is empty without it
   */
  public boolean drops(long waitedNanos, boolean last, long now) {
    boolean standing = standing(waitedNanos, last, now);
    if (!dropping) {
      if (standing) {
        begin(now);
      }
      return standing;
    }
    dropping = standing;
    if (!standing || now - dropNext < 0) {
      return false;
    }
    count++;
    dropNext = after(dropNext);
    return true;
  }

  private boolean standing(long waited, boolean last, long now) {
    if (waited < target || last) {
      above = false;
      return false;
    }
    if (!above) {
      above = true;
      dropFrom = now + interval;
      return false;
    }
    return now - dropFrom >= 0;
  }

  private void begin(long now) {
    dropping = true;
    int recent = count - countBefore;
    count = recent > 1 && now - dropNext < SOON_AGAIN * interval ? recent : 1;
    countBefore = count;
    dropNext = after(now);
  }

  private long after(long time) {
    return time + (long) (interval / Math.sqrt(count));
  }
}
