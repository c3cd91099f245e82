package dev.drover.upstream;

import dev.drover.config.HedgeConfig;
import dev.drover.config.RetryConfig;
import dev.drover.exchange.Key;
import dev.drover.limit.Backoff;
import dev.drover.limit.HedgeDelay;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a call beyond its first attempt: it is tried again, or hedged, or neither.
 * Immutable.
 */
public final class CallPolicy {
  /** Where a route leaves its own; it takes the place of the upstream's. */
  public static final Key<CallPolicy> KEY = Key.of("call policy");

  /** One attempt, and what is sent again because it had no effect. */
  static final CallPolicy NONE = new CallPolicy(null, null);

  /**
   * When and how a call is tried again.
   *
   * @param attempts at most, the first included
   * @param any whether methods that may not be sent twice are, too
   * @param attemptNanos until an attempt's answer must begin; 0 for a share of the deadline
   * @param longestNanos what a server says is waited for up to this
   */
  record Retry(
      int attempts,
      RetryOn on,
      boolean any,
      Backoff backoff,
      long attemptNanos,
      long longestNanos) {}

  /**
   * When a call is sent a second time beside the first.
   *
   * @param nonFatal what is no answer while others are awaited
   */
  record Hedge(int attempts, HedgeDelay.Rules delay, RetryOn nonFatal, boolean any) {}

  private final @Nullable Retry retry;
  private final @Nullable Hedge hedge;

  CallPolicy(@Nullable Retry retry, @Nullable Hedge hedge) {
    this.retry = retry;
    this.hedge = hedge;
  }

  /** Of a configuration, or null when it says nothing. */
  public static @Nullable CallPolicy of(Optional<RetryConfig> retry, Optional<HedgeConfig> hedge) {
    return retry.isEmpty() && hedge.isEmpty()
        ? null
        : new CallPolicy(
            retry.map(CallPolicy::retry).orElse(null), hedge.map(CallPolicy::hedge).orElse(null));
  }

  private static Retry retry(RetryConfig config) {
    RetryConfig.BackoffConfig wait = config.backoff();
    return new Retry(
        config.attempts(),
        RetryOn.of(config.on()),
        config.methods() == RetryConfig.Methods.ANY,
        new Backoff(
            wait.base().toNanos(),
            wait.max().toNanos(),
            1 + wait.growth() / 100.0,
            Backoff.Jitter.valueOf(wait.jitter().name())),
        config.attemptTimeout().map(Duration::toNanos).orElse(0L),
        config.retryAfter().toNanos());
  }

  private static Hedge hedge(HedgeConfig config) {
    long delay = config.delay().toNanos();
    HedgeDelay.Rules rules =
        config
            .percentile()
            .map(
                percentile ->
                    new HedgeDelay.Rules(
                        delay, percentile, SAMPLES, LEAST_NANOS, TimeUnit.SECONDS.toNanos(10)))
            .orElse(HedgeDelay.Rules.fixed(delay));
    return new Hedge(
        config.attempts(),
        rules,
        RetryOn.of(config.nonFatal()),
        config.methods() == RetryConfig.Methods.ANY);
  }

  private static final int SAMPLES = 100;
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  @Nullable Retry retry() {
    return retry;
  }

  @Nullable Hedge hedge() {
    return hedge;
  }
}
