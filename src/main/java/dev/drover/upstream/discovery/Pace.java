package dev.drover.upstream.discovery;

import dev.drover.limit.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * When to look again: after an answer when it expires, within bounds; after a failure soon, then
 * twice as long each time. Both with jitter, so that gateways that were started together do not ask
 * together. Confined to one thread.
 */
final class Pace {
  private static final Backoff FAILED =
      new Backoff(
          TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(30), 2, Backoff.Jitter.HALF);
  private static final double LATE = 0.1;

  private final Duration min;
  private final Duration max;
  private final DoubleSupplier random;
  private int failures;

  /**
   * @param min the least time from one look to the next
   * @param max the greatest, before jitter
   * @param random from 0 to 1
   */
  Pace(Duration min, Duration max, DoubleSupplier random) {
    this.min = min;
    this.max = max;
    this.random = random;
  }

  /** That of look-ups, with true chance. */
  static Pace of(NameServers servers) {
    return new Pace(servers.min(), servers.max(), () -> ThreadLocalRandom.current().nextDouble());
  }

  /** In nanoseconds: the answer is good for that long; up to a tenth later, never earlier. */
  long answered(Duration validity) {
    failures = 0;
    Duration wait = validity.compareTo(min) < 0 ? min : validity;
    wait = wait.compareTo(max) > 0 ? max : wait;
    return (long) (wait.toNanos() * (1 + LATE * random.getAsDouble()));
  }

  /** In nanoseconds: from half to all of 1 s, 2 s, 4 s and so on, 30 s at most. */
  long failed() {
    return FAILED.nanos(++failures, random.getAsDouble());
  }
}
