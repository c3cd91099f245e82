package dev.drover.config;

import java.time.Duration;

/** An upstream that verticles call by an address of the event bus. */
@Doc("An upstream that verticles call by an address of the event bus.")
public record ExposeConfig(
    @Doc("The upstream.") @Ref("upstreams") String upstream,
    @Doc("How long an answer may take.") @Default("30s") @Range(min = "1ms", max = "1d")
        Duration timeout,
    @Doc("How large an answer may be.") @Default("4MiB") @Range(min = "1KiB", max = "1GiB")
        Size messageBytes,
    @Doc("Whether verticles of other nodes of the Vert.x cluster may call it.") @Default("false")
        boolean cluster) {}
