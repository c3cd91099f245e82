package dev.drover.limit;

import java.time.Duration;

/**
 * How much somebody may take: so many tokens in a window, evenly over it, and so many at once.
 *
 * @param name tells it from others; goes to clients and metrics
 * @param tokens how many come back in a window, at least 1
 * @param window at least a millisecond
 * @param burst how many there are at first and at most, at least 1
 */
public record Quota(String name, long tokens, Duration window, long burst) {
  public Quota {
    if (tokens < 1 || burst < 1 || window.toMillis() < 1) {
      throw new IllegalArgumentException(
          "A quota has at least 1 token, a burst of 1 and a window of 1 ms, not "
              + tokens
              + ", "
              + burst
              + " and "
              + window
              + ".");
    }
  }

  /** Nanoseconds until that many tokens have come back, rounded up. */
  public long refill(long missing) {
    double nanos = Math.ceil((double) missing * window.toNanos() / tokens);
    return nanos >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) nanos;
  }
}
