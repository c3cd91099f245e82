package dev.drover.testing;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A monotonic clock in nanoseconds that moves only when told. */
public final class FakeClock implements LongSupplier {
  private volatile long now;

  /** A clock that shows {@code start} nanoseconds. */
  public FakeClock(long start) {
    this.now = start;
  }

  /** A clock that shows 0. */
  public FakeClock() {
    this(0);
  }

  @Override
  public long getAsLong() {
    return now;
  }

  /** Moves on by that many nanoseconds. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one test thread moves it, others only look
  public void advance(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("A monotonic clock does not go back by " + nanos + " ns.");
    }
    now += nanos;
  }

  /** Moves on by that much. */
  public void advance(Duration duration) {
    advance(duration.toNanos());
  }
}
