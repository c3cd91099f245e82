package dev.drover.limit;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event loop has more to do than it can: its timers come late, on the average of about
 * the last ten looks, or the memory that is left after a collection is nearly none. It is over when
 * the lag is half of what it may be, or the memory five percent less. One look alone is never
 * enough, however late: a process that was stopped for a while has not had too much to do. Not
 * thread-safe.
 */
public final class Overload {
  private static final double GAIN = 0.2;
  private static final double RELIEF = 0.05;

  /** A look counts for no more than so many times the bound: with the gain, less than one. */
  private static final int MOST_OF_ONE = 2;

  private final long mostLag;
  private final double mostMemory;
  private double lag;
  private double memory;
  private boolean late;
  private boolean full;

  /**
   * @param mostLagNanos how late timers may come; 0 for any time
   * @param mostMemory the share of the heap that may be in use after a collection; 0 for any
   */
  public Overload(long mostLagNanos, double mostMemory) {
    this.mostLag = mostLagNanos;
    this.mostMemory = mostMemory;
  }

  /** A timer was so late. To be called at regular times. */
  public void lag(long nanos) {
    lag += (Math.min(nanos, MOST_OF_ONE * mostLag) - lag) * GAIN;
    late = mostLag > 0 && lag > (late ? mostLag / 2.0 : mostLag);
  }

  /** So much of the heap was in use after the last collection, from 0 to 1. */
  public void memory(double share) {
    memory = share;
    full = mostMemory > 0 && memory > (full ? mostMemory - RELIEF : mostMemory);
  }

  /** Why nothing more should be begun; null when all is well. */
  public @Nullable String why() {
    if (late) {
      return "the event loop is " + TimeUnit.NANOSECONDS.toMillis((long) lag) + " ms late";
    }
    return full ? String.format(Locale.ROOT, "%.0f %% of the heap are in use", 100 * memory) : null;
  }
}
