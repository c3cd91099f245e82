package dev.drover.upstream.serviceconfig;

import dev.drover.status.GrpcCode;
import java.time.Duration;
import java.util.Set;

/**
 * How a call is sent several times at once (gRFC A6, "Hedging Policy").
 *
 * @param maxAttempts the first one included; from 2 to 5
 * @param hedgingDelay from one to the next; zero for all at once
 * @param nonFatalStatusCodes with which the others go on
 */
public record HedgingPolicy(
    int maxAttempts, Duration hedgingDelay, Set<GrpcCode> nonFatalStatusCodes) {
  public HedgingPolicy {
    nonFatalStatusCodes = Set.copyOf(nonFatalStatusCodes);
  }
}
