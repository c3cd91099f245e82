package dev.drover.limit;

import org.HdrHistogram.IntCountsHistogram;

/**
 * Percentiles of the latencies of the last seconds, to within 1 percent, from 1 µs to a minute:
 * what is longer counts as a minute. Two histograms take each sample and are emptied in turn, each
 * after two halves of the span; the older one is asked, so an answer is about the last half to
 * whole span. About 25 kB.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class LatencyWindow {
  private static final long UNIT = 1_000;
  private static final long LONGEST = 60_000_000_000L / UNIT;
  private static final int DIGITS = 2;

  private final long halfNanos;
  private IntCountsHistogram older = new IntCountsHistogram(1, LONGEST, DIGITS);
  private IntCountsHistogram younger = new IntCountsHistogram(1, LONGEST, DIGITS);
  private long turned;

  /**
   * @param spanNanos how long a sample counts at most, at least 2
   */
  public LatencyWindow(long spanNanos, long now) {
    if (spanNanos < 2) {
      throw new IllegalArgumentException(
          "A window has a span of at least 2 ns, not " + spanNanos + ".");
    }
    this.halfNanos = spanNanos / 2;
    this.turned = now;
  }

  /** Adds a sample. */
  public void add(long nanos, long now) {
    turn(now);
    long units = Math.max(1, Math.min(LONGEST, nanos / UNIT));
    older.recordValue(units);
    younger.recordValue(units);
  }

  /** How many samples an answer is about. */
  public long count(long now) {
    turn(now);
    return older.getTotalCount();
  }

  /**
   * The latency in nanoseconds that so many percent of the samples do not exceed; 0 without
   * samples. Walks through the histogram: not for each call.
   */
  public long percentile(double percent, long now) {
    turn(now);
    return older.getTotalCount() == 0 ? 0 : older.getValueAtPercentile(percent) * UNIT;
  }

  private void turn(long now) {
    long halves = (now - turned) / halfNanos;
    if (halves <= 0) {
      return;
    }
    turned += halves * halfNanos;
    IntCountsHistogram emptied = older;
    emptied.reset();
    older = younger;
    younger = emptied;
    if (halves > 1) {
      older.reset();
    }
  }
}
