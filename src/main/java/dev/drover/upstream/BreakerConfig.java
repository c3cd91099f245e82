package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.limit.CircuitBreaker;
import java.time.Duration;

/** When an upstream is not called at all for a while. */
@Doc("When an upstream that mostly fails, or is mostly slow, is not called at all for a while.")
public record BreakerConfig(
    @Doc("The percentage of failed calls that opens it; 101 for never.")
        @Default("50")
        @Range(min = "1", max = "101")
        int failureRate,
    @Doc("The percentage of slow calls that opens it; 101 for never.")
        @Default("101")
        @Range(min = "1", max = "101")
        int slowRate,
    @Doc("Calls whose answer begins later are slow.")
        @Default("10s")
        @Range(min = "1ms", max = "1h")
        Duration slow,
    @Doc("How many calls it takes to decide.") @Default("20") @Range(min = "1", max = "100000")
        int calls,
    @Doc("How long a call counts.") @Default("10s") @Range(min = "100ms", max = "1h")
        Duration window,
    @Doc("How long it stays open.") @Default("5s") @Range(min = "10ms", max = "1h") Duration open,
    @Doc("How many calls it lets through then, and decides by.")
        @Default("5")
        @Range(min = "1", max = "1000")
        int trials) {
  CircuitBreaker.Rules rules() {
    return new CircuitBreaker.Rules(
        0,
        window.toNanos(),
        calls,
        failureRate / 100.0,
        slowRate / 100.0,
        slow.toNanos(),
        open.toNanos(),
        trials);
  }
}
