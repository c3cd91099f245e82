package dev.drover.limit;

/**
 * A token bucket: a burst of {@code capacity}, then {@code refillPerSecond}. It starts full.
 *
 * <p>Time is passed in as nanoseconds of a monotonic clock of any origin. Not thread-safe.
 */
public final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double capacity;
  private final double refillPerNano;
  private double tokens;
  private long updated;
  private boolean started;

  /**
   * @param capacity how many tokens it holds at most, at least 1
   * @param refillPerSecond how many come back each second, not negative
   */
  public TokenBucket(double capacity, double refillPerSecond) {
    if (!(capacity >= 1) || !(refillPerSecond >= 0)) {
      throw new IllegalArgumentException(
          "A bucket holds at least 1 token and refills at 0 a second or more, not "
              + capacity
              + " and "
              + refillPerSecond
              + ".");
    }
    this.capacity = capacity;
    this.refillPerNano = refillPerSecond / NANOS_PER_SECOND;
    this.tokens = capacity;
  }

  /** Takes one token. Returns false, and takes nothing, when there is none. */
  public boolean take(long now) {
    refill(now);
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }

  /** How many tokens there are now. */
  public double available(long now) {
    refill(now);
    return tokens;
  }

  private void refill(long now) {
    if (!started) {
      started = true;
      updated = now;
    }
    long elapsed = now - updated;
    if (elapsed > 0) {
      tokens = Math.min(capacity, tokens + elapsed * refillPerNano);
      updated = now;
    }
  }
}
