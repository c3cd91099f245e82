package dev.drover.limit;

/**
 * How many calls may be under way at once: a number, or one that is found by watching them.
 *
 * <p>Not thread-safe: one for each event loop.
 */
public interface Limit {
  /** How many may be under way now, at least 1. */
  int permits();

  /**
   * A call was answered, or given up.
   *
   * @param startNanos when it began, of a monotonic clock
   * @param rttNanos how long until its first answer; of a stream, until the first message, not
   *     until its end
   * @param inFlight how many were under way while it was, itself included
   * @param dropped whether it was given up or refused for overload, rather than answered
   */
  void onSample(long startNanos, long rttNanos, int inFlight, boolean dropped);

  /** Always the same number, at least 1. */
  static Limit fixed(int permits) {
    return new FixedLimit(permits);
  }
}
