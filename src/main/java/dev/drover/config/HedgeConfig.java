package dev.drover.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When a call is sent a second time beside the first. */
@Doc("When a call is sent to a further endpoint although the first has not answered yet.")
@Shorthand("delay")
public record HedgeConfig(
    @Doc("Attempts at most, the first one included.") @Default("2") @Range(min = "2", max = "5")
        int attempts,
    @Doc(
            "How long to wait for an answer before the next attempt; the same always, or until enough"
                + " answers were seen for the percentile.")
        @Default("100ms")
        @Range(min = "0s", max = "1h")
        Duration delay,
    @Doc("Wait as long as so many percent of the latest answers took.")
        @Range(min = "50", max = "99")
        Optional<Integer> percentile,
    @Doc("Codes and statuses that are no answer while others are awaited.")
        @Default("[\"UNAVAILABLE\", \"502\", \"503\", \"504\"]")
        @Pattern(value = RetryConfig.ON, expected = "a gRPC code or an HTTP status")
        List<String> nonFatal,
    @Doc("Which HTTP methods: those that may be sent twice, or any.") @Default("idempotent")
        RetryConfig.Methods methods) {
  public HedgeConfig {
    nonFatal = List.copyOf(nonFatal);
  }
}
