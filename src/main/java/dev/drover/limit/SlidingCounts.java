package dev.drover.limit;

import java.util.Arrays;

/**
 * Several counts over the last span of time, which is cut into slices: what happened in the oldest
 * slice is forgotten at once when its time comes, so the span is exact to within a slice.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
final class SlidingCounts {
  private final long sliceNanos;
  private final int slices;
  private final int kinds;
  private final long[] counts;
  private final long[] sums;
  private long origin;
  private long slice;
  private boolean started;

  /**
   * @param kinds how many different things are counted
   */
  SlidingCounts(int kinds, long spanNanos, int slices) {
    if (slices < 1 || spanNanos < slices) {
      throw new IllegalArgumentException(
          "A window of " + spanNanos + " ns cannot be cut into " + slices + " slices.");
    }
    this.kinds = kinds;
    this.slices = slices;
    this.sliceNanos = spanNanos / slices;
    this.counts = new long[kinds * slices];
    this.sums = new long[kinds];
  }

  void add(int kind, long now) {
    advance(now);
    counts[(int) (slice % slices) * kinds + kind]++;
    sums[kind]++;
  }

  long sum(int kind, long now) {
    advance(now);
    return sums[kind];
  }

  void clear() {
    Arrays.fill(counts, 0);
    Arrays.fill(sums, 0);
  }

  private void advance(long now) {
    if (!started) {
      started = true;
      origin = now;
    }
    long current = (now - origin) / sliceNanos;
    if (current - slice >= slices) {
      clear();
      slice = current;
    }
    while (slice < current) {
      slice++;
      int from = (int) (slice % slices) * kinds;
      for (int kind = 0; kind < kinds; kind++) {
        sums[kind] -= counts[from + kind];
        counts[from + kind] = 0;
      }
    }
  }
}
