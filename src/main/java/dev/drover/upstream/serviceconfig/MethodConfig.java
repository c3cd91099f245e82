package dev.drover.upstream.serviceconfig;

import java.time.Duration;
import java.util.Optional;

/**
 * What is asked for the calls of one method, of one service, or of all.
 *
 * @param timeout the longest deadline
 * @param waitForReady whether calls wait while no server can be connected to
 * @param maxRequestMessageBytes of one message as it is sent, up to 2^32-1
 * @param maxResponseMessageBytes of one message as it is received, up to 2^32-1
 * @param retryPolicy never together with {@code hedgingPolicy}
 */
public record MethodConfig(
    Optional<Duration> timeout,
    Optional<Boolean> waitForReady,
    Optional<Long> maxRequestMessageBytes,
    Optional<Long> maxResponseMessageBytes,
    Optional<RetryPolicy> retryPolicy,
    Optional<HedgingPolicy> hedgingPolicy) {}
