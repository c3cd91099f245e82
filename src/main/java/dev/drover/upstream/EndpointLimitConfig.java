package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.limit.Limit;
import java.time.Duration;

/** How many calls may be under way at one endpoint at once. */
@Doc(
    "How many calls of one event loop one endpoint gets at once; others go to other endpoints. A"
        + " number is inFlight.")
@Shorthand("inFlight")
public record EndpointLimitConfig(
    @Doc("Calls under way; the most there may ever be, where the limit is adaptive.")
        @Range(min = "1", max = "1000000")
        int inFlight,
    @Doc("Whether the limit follows what the endpoint can do.") @Default("none")
        LimitConfig.Adaptive adaptive) {
  /** A limit of its own. */
  Limit limit() {
    return new LimitConfig(inFlight, adaptive, 0, Duration.ofSeconds(1), Duration.ZERO).limit();
  }
}
