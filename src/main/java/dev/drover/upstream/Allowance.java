package dev.drover.upstream;

import dev.drover.limit.RetryBudget;
import dev.drover.limit.RetryThrottle;
import org.jspecify.annotations.Nullable;

/**
 * How many further attempts one event loop may add to the calls of an upstream: a share of them,
 * and none while most fail. Confined to that loop; times are the wheel's.
 */
final class Allowance {
  private final RetryBudget budget;
  private @Nullable RetryThrottle throttle;

  Allowance(BudgetConfig config) {
    this.budget =
        new RetryBudget(config.share() / 100.0, config.perSecond(), config.span().toNanos());
    this.throttle =
        config
            .throttle()
            .map(rules -> new RetryThrottle(rules.tokens(), rules.gain() / 1000.0))
            .orElse(null);
  }

  /** From now on they are stopped so. */
  void throttle(int tokens, double gain) {
    throttle = new RetryThrottle(tokens, gain);
  }

  /** A call has come. */
  void call(long now) {
    budget.request(now);
  }

  /** An attempt has gone well, or not so that another one would follow. */
  void well() {
    if (throttle != null) {
      throttle.success();
    }
  }

  /** An attempt has ended so that another one would follow. */
  void badly() {
    if (throttle != null) {
      throttle.failure();
    }
  }

  /** Whether there may be one more, which is then taken. */
  boolean take(long now) {
    return (throttle == null || throttle.allows()) && budget.retry(now);
  }

  /** How many there may be now. */
  double left(long now) {
    return throttle == null || throttle.allows() ? budget.left(now) : 0;
  }
}
