package dev.drover.upstream.serviceconfig;

import dev.drover.status.GrpcCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a call is tried again (gRFC A6, "Retry Policy").
 *
 * @param maxAttempts the first one included; from 2 to 5
 * @param initialBackoff above 0
 * @param maxBackoff above 0
 * @param backoffMultiplier above 0
 * @param retryableStatusCodes may be empty where there is a timeout for each attempt
 * @param perAttemptRecvTimeout after which an attempt without an answer is given up
 */
public record RetryPolicy(
    int maxAttempts,
    Duration initialBackoff,
    Duration maxBackoff,
    double backoffMultiplier,
    Set<GrpcCode> retryableStatusCodes,
    Optional<Duration> perAttemptRecvTimeout) {
  public RetryPolicy {
    retryableStatusCodes = Set.copyOf(retryableStatusCodes);
  }
}
