package dev.drover.config;

import java.time.Duration;
import java.util.Optional;

/** What one task may take of a node. */
@Doc("What one task may take of a node; what is absent is as the task has it.")
public record TaskLimitsConfig(
    @Doc("How many jobs wait on a node before further ones are refused.")
        @Range(min = "1", max = "100000")
        Optional<Integer> queue,
    @Doc("How many run at once on a node.") @Range(min = "1", max = "100000")
        Optional<Integer> running,
    @Doc("How long a job may take, with its time in the queue.") @Range(min = "1ms", max = "1d")
        Optional<Duration> timeout) {}
