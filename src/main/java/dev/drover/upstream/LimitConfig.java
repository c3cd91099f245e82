package dev.drover.upstream;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.limit.AdaptiveLimit;
import dev.drover.limit.Codel;
import dev.drover.limit.ConcurrencyLimit;
import dev.drover.limit.Limit;
import dev.drover.limit.Shedding;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How many calls may be under way at an upstream at once, and how many may wait. */
@Doc("How many calls of one event loop may be under way at once. A number is inFlight.")
@Shorthand("inFlight")
public record LimitConfig(
    @Doc("Calls under way; the most there may ever be, where the limit is adaptive.")
        @Range(min = "1", max = "1000000")
        int inFlight,
    @Doc(
            "Whether the limit follows what the upstream can do: gradient (latency may grow by half),"
                + " vegas (stricter), or none.")
        @Default("none")
        Adaptive adaptive,
    @Doc("Calls that may wait for others to end; further ones are refused with 503.")
        @Default("0")
        @Range(min = "0", max = "1000000")
        int queue,
    @Doc("How long a call may wait.") @Default("1s") @Range(min = "1ms", max = "5m")
        Duration queueTime,
    @Doc(
            "A queue in which calls have waited for that long during ten times as long is shed; 0s"
                + " for never.")
        @Default("0s")
        @Range(min = "0s", max = "1m")
        Duration standing)
    implements Checked {

  /** How a limit follows what the upstream can do. */
  public enum Adaptive {
    NONE,
    GRADIENT,
    VEGAS
  }

  private static final int FIRST = 20;

  @Override
  public void check(Problems problems) {
    if (queue == 0 && !standing.isZero()) {
      problems.at("standing").add("needs a queue");
    }
  }

  /** A limit of its own. */
  Limit limit() {
    AdaptiveLimit.Bounds usual = AdaptiveLimit.Bounds.USUAL;
    AdaptiveLimit.Bounds bounds =
        new AdaptiveLimit.Bounds(
            Math.min(FIRST, inFlight),
            Math.min(FIRST, inFlight),
            inFlight,
            usual.windowNanos(),
            usual.samples());
    return switch (adaptive) {
      case NONE -> Limit.fixed(inFlight);
      case GRADIENT -> AdaptiveLimit.gradient(bounds);
      case VEGAS -> AdaptiveLimit.vegas(bounds);
    };
  }

  /** A limit of its own with its queue. */
  ConcurrencyLimit make() {
    @Nullable Codel codel =
        standing.isZero() ? null : new Codel(standing.toNanos(), 10 * standing.toNanos());
    return new ConcurrencyLimit(limit(), queue, queueTime.toNanos(), new Shedding(codel));
  }
}
