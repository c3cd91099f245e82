package dev.drover.limit;

/**
 * Stops retries and hedges while most calls fail (gRFC A6, "Throttling Retry Attempts and Hedged
 * RPCs"): a failure takes a token, a success gives {@code ratio} of one back, and retries are
 * allowed while more than half of the tokens are there. It starts full.
 *
 * <p>Counts in thousandths of a token, as the gRFC does. Not thread-safe.
 */
public final class RetryThrottle {
  private static final int WHOLE = 1000;

  private final int most;
  private final int gain;
  private int tokens;

  /**
   * @param tokens how many there are at most, from 1 to 1000
   * @param ratio what a success gives back, greater than 0; digits after the third do not count
   */
  public RetryThrottle(int tokens, double ratio) {
    if (tokens < 1 || tokens > 1000 || !(ratio >= 0.001)) {
      throw new IllegalArgumentException(
          "A throttle has 1 to 1000 tokens and gains at least 0.001 by a success, not "
              + tokens
              + " and "
              + ratio
              + ".");
    }
    this.most = tokens * WHOLE;
    this.gain = (int) Math.min(most, ratio * WHOLE + 1e-6);
    this.tokens = most;
  }

  /** An attempt has succeeded, or failed with a status that would not be retried. */
  public void success() {
    tokens = Math.min(most, tokens + gain);
  }

  /** An attempt has failed with a status to be retried, or was pushed back. */
  public void failure() {
    tokens = Math.max(0, tokens - WHOLE);
  }

  /** Whether a retry or a hedge may be sent. */
  public boolean allows() {
    return tokens > most / 2;
  }

  /** How many tokens there are. */
  public double tokens() {
    return (double) tokens / WHOLE;
  }
}
