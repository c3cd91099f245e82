package dev.drover.config;

import java.time.Duration;

/** When the gateway refuses what is new to finish what it has. */
@Doc("When the gateway refuses new requests, to finish those it has.")
public record GuardConfig(
    @Doc("While an event loop is that late, on the average of a second; 0s for never.")
        @Default("1s")
        @Range(min = "0s", max = "1m")
        Duration lag,
    @Doc("While more than that percentage of the heap is in use after a collection; 0 for never.")
        @Default("95")
        @Range(min = "0", max = "100")
        int memory) {}
