package dev.drover.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The only way in which tests wait: for a condition, with a bound. */
public final class Eventually {
  private static final long POLL_NANOS = 1_000_000;

  private Eventually() {}

  /** Returns as soon as the condition holds; fails when it does not within that time. */
  public static void await(BooleanSupplier condition, Duration within, String message) {
    await(condition, within, () -> message);
  }

  /** The same with a message that is made when it is needed, such as one with a last value. */
  public static void await(BooleanSupplier condition, Duration within, Supplier<String> message) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > within.toNanos()) {
        throw new AssertionError(message.get() + " (not within " + within.toMillis() + " ms)");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Fails as soon as the condition no longer holds, and returns when it has held that long. */
  public static void holds(BooleanSupplier condition, Duration during, String message) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < during.toNanos()) {
      if (!condition.getAsBoolean()) {
        long after = (System.nanoTime() - start) / 1_000_000;
        throw new AssertionError(message + " (no longer so after " + after + " ms)");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
