package dev.drover.limit;

import java.util.random.RandomGenerator;

/**
 * How long to wait before a further attempt: min(max, base x multiplier^(n - 1)), times a random
 * number. Full jitter takes it from 0 to 1 (Brooker, "Exponential Backoff and Jitter", 2015), which
 * spreads out best those that failed together; gRPC (gRFC A6) takes it from 0.8 to 1.2.
 *
 * @param baseNanos before the second attempt, not negative
 * @param maxNanos for any, before the jitter
 * @param multiplier by which each wait is longer than the last, at least 1
 * @param jitter the random number
 */
public record Backoff(long baseNanos, long maxNanos, double multiplier, Jitter jitter) {
  /** 25 ms, doubled up to 250 ms, with full jitter: the values of Envoy. */
  public static final Backoff USUAL = new Backoff(25_000_000, 250_000_000, 2, Jitter.FULL);

  /** What a wait is multiplied by. */
  public enum Jitter {
    /** From 0 to 1. */
    FULL(0, 1),
    /** From 0.8 to 1.2. */
    GRPC(0.8, 1.2),
    /** From 0.5 to 1. */
    HALF(0.5, 1),
    /** Always 1. */
    NONE(1, 1);

    private final double low;
    private final double high;

    Jitter(double low, double high) {
      this.low = low;
      this.high = high;
    }
  }

  public Backoff {
    if (baseNanos < 0 || maxNanos < baseNanos || !(multiplier >= 1)) {
      throw new IllegalArgumentException(
          "A back-off begins at 0 ns or more, has a maximum that is no less and a multiplier of at"
              + " least 1, not "
              + baseNanos
              + " ns, "
              + maxNanos
              + " ns and "
              + multiplier
              + ".");
    }
  }

  /**
   * The wait in nanoseconds after a failure.
   *
   * @param failures how many attempts have failed, at least 1
   */
  public long nanos(int failures, RandomGenerator random) {
    return nanos(failures, random.nextDouble());
  }

  /**
   * The same by a given chance.
   *
   * @param chance from 0 to 1
   */
  public long nanos(int failures, double chance) {
    double whole = Math.min((double) maxNanos, baseNanos * Math.pow(multiplier, failures - 1));
    return Math.round(whole * (jitter.low + (jitter.high - jitter.low) * chance));
  }
}
