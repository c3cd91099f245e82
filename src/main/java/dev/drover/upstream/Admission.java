package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Wheel;
import dev.drover.limit.CircuitBreaker;
import dev.drover.limit.ConcurrencyLimit;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether one event loop sends an upstream another attempt: its breaker, and the limit of what is
 * under way with the queue before it. Confined to that loop.
 */
final class Admission {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration SOONEST = Duration.ofMillis(100);

  private final Wheel wheel;
  private final @Nullable CircuitBreaker breaker;
  private final @Nullable ConcurrencyLimit limit;
  private final Wheel.Timer expiry = Wheel.Timer.of(this::expire);

  Admission(HttpUpstreamConfig config, Wheel wheel) {
    this.wheel = wheel;
    this.breaker =
        config.breaker().map(one -> new CircuitBreaker(one.rules(), wheel.now())).orElse(null);
    this.limit = config.limit().map(LimitConfig::make).orElse(null);
  }

  /** Admits an attempt now, refuses it now, or does either later. */
  void enter(Turn turn, Exchange exchange) {
    long now = wheel.now();
    if (breaker != null && !breaker.allows(now)) {
      turn.refused(
          Failure.of(Reason.BREAKER_OPEN, "The upstream fails too often and is not asked for now.")
              .retryAfter(comeBack(breaker.comeBack(now)))
              .note("the breaker is " + breaker.state().name().toLowerCase(Locale.ROOT)));
    } else if (limit == null) {
      turn.granted(now);
    } else {
      limit.enter(turn, now, exchange.remaining());
      watch(limit);
    }
  }

  /** What a call is told that the limit refuses. */
  Failure refusal(ConcurrencyLimit.Refusal refusal) {
    ConcurrencyLimit full = limit;
    if (full == null) {
      throw new IllegalStateException("There is no limit.");
    }
    String why =
        switch (refusal) {
          case FULL -> "no place in the queue";
          case HOPELESS -> "its deadline would pass in the queue";
          case EXPIRED -> "waited for too long in the queue";
          case OVERLOADED -> "the queue stands, and some must go";
        };
    Failure failure =
        busy(
            why
                + ": "
                + full.held()
                + " of "
                + full.permits()
                + " are under way and "
                + full.waiting()
                + " wait");
    return full.expectedWait() == 0 ? failure : failure.retryAfter(comeBack(full.expectedWait()));
  }

  /** What a call is told for which there is no room. */
  static Failure busy(String note) {
    return Failure.of(Reason.SHED, "The upstream has too much to do; try again later.")
        .retryAfter(SOON)
        .note(note);
  }

  private static Duration comeBack(long nanos) {
    Duration wait = Duration.ofNanos(nanos);
    return wait.compareTo(SOONEST) < 0 ? SOONEST : wait;
  }

  /** The breaker has let a call go of which nothing will be heard. */
  void forget(long nanos, long now) {
    if (breaker != null) {
      breaker.forget(nanos, now);
    }
  }

  /** An attempt was answered, or has failed. */
  void ended(boolean failed, long nanos, long now) {
    if (breaker != null) {
      breaker.ended(failed, nanos, now);
    }
  }

  /** The first message of an answer has come, or there will be none. */
  void sample(long startNanos, long nanos, boolean dropped) {
    if (limit != null) {
      limit.sample(startNanos, nanos, dropped);
    }
  }

  private void expire() {
    if (limit != null) {
      limit.expire(wheel.now());
      watch(limit);
    }
  }

  private void watch(ConcurrencyLimit queue) {
    long due = queue.due(wheel.now());
    if (due == ConcurrencyLimit.NEVER) {
      expiry.cancel();
    } else if (!expiry.armed()) {
      wheel.arm(expiry, wheel.now() + due);
    }
  }

  @Nullable CircuitBreaker breaker() {
    return breaker;
  }

  @Nullable ConcurrencyLimit limit() {
    return limit;
  }
}
