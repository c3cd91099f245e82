package dev.drover.server;

import dev.drover.config.LimitsConfig;
import java.time.Duration;

/**
 * What a connection may do before it is closed.
 *
 * @param headerTimeout from the first byte of a request head to its end, and likewise for an HTTP/2
 *     preface and header block
 * @param idleTimeout how long a connection without an exchange is kept
 * @param connections how many there may be at one time on this event loop's share of the listener
 * @param controlFrames the burst of HTTP/2 control frames; a tenth comes back each second
 * @param prematureResets the burst of HTTP/2 streams reset as soon as they started; a fifth comes
 *     back each second
 */
public record GuardLimits(
    Duration headerTimeout,
    Duration idleTimeout,
    int connections,
    int controlFrames,
    int prematureResets) {
  /** As documented. */
  public static final GuardLimits DEFAULTS =
      new GuardLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), 10_000, 1000, 1000);

  /**
   * The limits of a listener that is shared by that many event loops.
   *
   * @param shares how many, at least 1
   */
  public static GuardLimits of(LimitsConfig limits, int shares) {
    return new GuardLimits(
        limits.headerTimeout(),
        limits.idleTimeout(),
        (limits.connections() + shares - 1) / shares,
        limits.controlFrames(),
        limits.prematureResets());
  }
}
