package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import dev.drover.config.Range;
import java.time.Duration;
import java.util.Optional;

/** How calls are paced by what the upstream says of its quota. */
@Doc(
    "Calls wait when the upstream has said, by RateLimit or X-RateLimit-Remaining and -Reset, that"
        + " nothing is left of its quota.")
public record PaceConfig(
    @Doc("Which calls share a quota: one of client, header:NAME, and so on; all when absent.")
        @Pattern(value = CallKey.FORM, expected = CallKey.EXPECTED)
        Optional<String> key,
    @Doc("Whether what is left is spread over the time until there is more.") @Default("false")
        boolean spread,
    @Doc("How long a call may wait; one that had to wait longer is refused with 429.")
        @Default("20s")
        @Range(min = "0s", max = "1h")
        Duration longest,
    @Doc("How many calls may wait.") @Default("100") @Range(min = "0", max = "1000000") int queue,
    @Doc("How many keys are remembered.") @Default("1000") @Range(min = "1", max = "1000000")
        int keys) {}
