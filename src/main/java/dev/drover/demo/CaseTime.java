package dev.drover.demo;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The time in which a {@link CaseStudyRun} is lived through: that of the clock, or one that
 * somebody passes in. Used on the event loop of the run alone.
 */
public interface CaseTime {
  /**
   * Nothing has happened yet.
   *
   * @param still whether nothing is on its way at present: all that has been sent waits for time,
   *     or has come
   */
  default void begin(BooleanSupplier still) {}

  /** Now, in nanoseconds from anywhere. */
  long nanos();

  /** Runs something on this event loop, once so many nanoseconds have gone. */
  void after(long nanos, Runnable what);

  /** Told whenever something was sent, has come, or is over. */
  default void happened() {}

  /** The time of the clock. */
  record Clock(Vertx vertx) implements CaseTime {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void after(long nanos, Runnable what) {
      vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), id -> what.run());
    }
  }
}
