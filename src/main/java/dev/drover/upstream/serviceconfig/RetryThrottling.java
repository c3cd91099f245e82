package dev.drover.upstream.serviceconfig;

/**
 * When retries and hedges stop, since too many calls fail (gRFC A6, "Throttling Retry Attempts and
 * Hedged RPCs").
 *
 * @param maxTokens above 0, at most 1000
 * @param tokenRatio what a success gives back; above 0, of three decimal places
 */
public record RetryThrottling(int maxTokens, double tokenRatio) {}
