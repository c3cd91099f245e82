package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import java.time.Duration;
import java.util.Optional;

/** How many further attempts, retries and hedges, there may be beside the calls. */
@Doc("How many retries and hedges one event loop may add to the calls.")
public record BudgetConfig(
    @Doc("That percentage of the calls.") @Default("20") @Range(min = "0", max = "1000") int share,
    @Doc("And so many each second.") @Default("10") @Range(min = "0", max = "1000000")
        int perSecond,
    @Doc("How long calls and further attempts count.")
        @Default("10s")
        @Range(min = "1s", max = "10m")
        Duration span,
    @Doc("Stops them while most calls fail, as gRFC A6.") Optional<ThrottleConfig> throttle) {

  /** The throttle of gRFC A6. */
  @Doc(
      "A failed attempt takes a token, one that went well gives a part of one back; while half of"
          + " the tokens or more are gone nothing is tried again.")
  public record ThrottleConfig(
      @Doc("The tokens.") @Default("10") @Range(min = "1", max = "1000") int tokens,
      @Doc("The thousandths of a token that are given back.")
          @Default("100")
          @Range(min = "1", max = "1000000")
          int gain) {}
}
