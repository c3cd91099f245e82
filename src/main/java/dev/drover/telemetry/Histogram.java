package dev.drover.telemetry;

import java.util.concurrent.TimeUnit;

/**
 * Durations in buckets, written by one thread and read by any. Recording is a scan of the bounds
 * (most durations fall into the first few) and two additions.
 */
final class Histogram {
  /**
   * The bounds OpenTelemetry's semantic conventions give {@code http.server.request.duration}, in
   * seconds; a duration equal to a bound is in its bucket.
   */
  static final Bounds CALL =
      Bounds.ofSeconds(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);

  /** The bounds for the lag of an event loop, in seconds. */
  static final Bounds LAG =
      Bounds.ofSeconds(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5);

  /** Upper bounds, ascending, without the last bucket's infinity. */
  static final class Bounds {
    private final double[] seconds;
    private final long[] nanos;

    private Bounds(double[] seconds) {
      this.seconds = seconds;
      this.nanos = new long[seconds.length];
      for (int i = 0; i < seconds.length; i++) {
        nanos[i] = Math.round(seconds[i] * TimeUnit.SECONDS.toNanos(1));
      }
    }

    static Bounds ofSeconds(double... seconds) {
      return new Bounds(seconds);
    }

    int buckets() {
      return nanos.length + 1;
    }

    /** The bound of a bucket in seconds; infinity for the last. */
    double seconds(int bucket) {
      return bucket < seconds.length ? seconds[bucket] : Double.POSITIVE_INFINITY;
    }
  }

  private final Bounds bounds;
  private final Cells cells;

  Histogram(Bounds bounds) {
    this.bounds = bounds;
    this.cells = new Cells(bounds.buckets() + 1);
  }

  /** Counts one duration; only the writing thread may call it. */
  void record(long nanos) {
    long[] limits = bounds.nanos;
    int bucket = 0;
    while (bucket < limits.length && nanos > limits[bucket]) {
      bucket++;
    }
    cells.add(bucket, 1);
    cells.add(limits.length + 1, nanos);
  }

  Bounds bounds() {
    return bounds;
  }

  /** How many are in that bucket alone. */
  long count(int bucket) {
    return cells.get(bucket);
  }

  /** Adds each bucket's count. */
  void addTo(long[] sums) {
    for (int i = 0; i < bounds.buckets(); i++) {
      sums[i] += count(i);
    }
  }

  long sumNanos() {
    return cells.get(bounds.buckets());
  }
}
