package dev.drover.limit;

import java.util.random.RandomGenerator;

/**
 * Whether an endpoint is healthy, from checks of it that succeed and fail, and when to check again.
 * It takes several in a row to change a verdict, but for the first check, which decides at once.
 *
 * <p>Not thread-safe: one for each endpoint and event loop.
 */
public final class HealthThreshold {
  /**
   * How an endpoint is checked.
   *
   * @param healthyAfter how many successes in a row make it healthy, at least 1
   * @param unhealthyAfter how many failures in a row make it unhealthy, at least 1
   * @param intervalNanos between checks
   * @param jitter by how much an interval may be longer or shorter, from 0 to 1 of it
   */
  public record Rules(int healthyAfter, int unhealthyAfter, long intervalNanos, double jitter) {
    /** Healthy after 2, unhealthy after 3, every 10 s give or take a tenth. */
    public static final Rules USUAL = new Rules(2, 3, 10_000_000_000L, 0.1);

    public Rules {
      if (healthyAfter < 1 || unhealthyAfter < 1 || intervalNanos <= 0) {
        throw new IllegalArgumentException(
            "A verdict takes at least 1 check, and checks have an interval, not "
                + healthyAfter
                + ", "
                + unhealthyAfter
                + " and "
                + intervalNanos
                + " ns.");
      }
      if (!(jitter >= 0 && jitter <= 1)) {
        throw new IllegalArgumentException("A jitter is 0 to 1, not " + jitter + ".");
      }
    }
  }

  private final Rules rules;
  private boolean checked;
  private boolean healthy;
  private int against;

  /**
   * @param healthy what it is taken for until it was checked
   */
  public HealthThreshold(Rules rules, boolean healthy) {
    this.rules = rules;
    this.healthy = healthy;
  }

  /** Whether it is healthy, as far as is known. */
  public boolean healthy() {
    return healthy;
  }

  /**
   * A check has ended.
   *
   * @return whether the verdict has changed
   */
  public boolean checked(boolean success) {
    against = success == healthy ? 0 : against + 1;
    int needed = !checked ? 1 : success ? rules.healthyAfter() : rules.unhealthyAfter();
    checked = true;
    if (against < needed) {
      return false;
    }
    healthy = success;
    against = 0;
    return true;
  }

  /** How long to wait until the next check, in nanoseconds, jittered evenly. */
  public long next(RandomGenerator random) {
    double stretch = 1 + rules.jitter() * (2 * random.nextDouble() - 1);
    return Math.max(1, Math.round(rules.intervalNanos() * stretch));
  }

  /**
   * How long to wait until the first check: a random part of the interval, so that those that
   * appear together are not checked together.
   */
  public long first(RandomGenerator random) {
    return random.nextLong(rules.intervalNanos());
  }
}
