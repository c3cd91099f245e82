package dev.drover.config;

import java.time.Duration;

/** How the gateway stops. */
@Doc("How the gateway stops.")
public record ShutdownConfig(
    @Doc("How long exchanges may still take once the listeners are closed.")
        @Default("10s")
        @Range(min = "0s", max = "1h")
        Duration grace,
    @Doc("Between readiness going false and the listeners closing, for balancers in front to see.")
        @Default("0s")
        @Range(min = "0s", max = "1h")
        Duration delay) {}
