package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import dev.drover.config.Range;
import java.time.Duration;
import java.util.Optional;

/** What happens when a server says when to come back. */
@Doc(
    "When a server answers 429 or 503 with Retry-After (or RESOURCE_EXHAUSTED or UNAVAILABLE with"
        + " RetryInfo or a pushback), calls are refused until then.")
public record PauseConfig(
    @Doc(
            "What is paused: client, header:NAME, cookie:NAME, query:NAME or path:NAME; all calls of"
                + " the upstream when absent.")
        @Pattern(value = CallKey.FORM, expected = CallKey.EXPECTED)
        Optional<String> key,
    @Doc("For how long at most.") @Default("1m") @Range(min = "1s", max = "1d") Duration longest,
    @Doc("How many keys may be paused at once; those asked for least are forgotten first.")
        @Default("10000")
        @Range(min = "1", max = "1000000")
        int keys,
    @Doc("Whether all nodes of the herd pause; this event loop alone when not.") @Default("true")
        boolean herd) {}
