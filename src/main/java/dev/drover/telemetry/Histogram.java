package dev.drover.telemetry;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/**
 * Durations, or sizes, in buckets; written by one thread and read by any. Recording is a scan of
 * the bounds (most fall into the first few) and two additions.
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

  /** The bounds gRFC A66 gives the durations of gRPC calls, in seconds. */
  static final Bounds GRPC =
      Bounds.ofSeconds(
          0, 0.00001, 0.00005, 0.0001, 0.0003, 0.0006, 0.0008, 0.001, 0.002, 0.003, 0.004, 0.005,
          0.006, 0.008, 0.01, 0.013, 0.016, 0.02, 0.025, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.13,
          0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 2, 5, 10, 20, 50, 100);

  /** The bounds of both, so that what is recorded once can be shown with either. */
  static final Bounds FINE =
      Bounds.ofSeconds(
          DoubleStream.concat(Arrays.stream(CALL.shown), Arrays.stream(GRPC.shown))
              .sorted()
              .distinct()
              .toArray());

  /** The bounds gRFC A66 gives the sizes of messages, in bytes. */
  static final Bounds SIZE =
      new Bounds(
          new double[] {
            0,
            1024,
            2048,
            4096,
            16384,
            65536,
            262144,
            1048576,
            4194304,
            16777216,
            67108864,
            268435456,
            1073741824,
            4294967296.0
          },
          1);

  /** Upper bounds, ascending, without the last bucket's infinity. */
  static final class Bounds {
    private final double[] shown;
    private final long[] limits;
    private final double scale;

    /**
     * @param shown in the unit of the metric
     * @param scale how many of what is recorded make one of what is shown
     */
    private Bounds(double[] shown, double scale) {
      this.shown = shown;
      this.scale = scale;
      this.limits = new long[shown.length];
      for (int i = 0; i < shown.length; i++) {
        limits[i] = Math.round(shown[i] * scale);
      }
    }

    /** For durations in nanoseconds. */
    static Bounds ofSeconds(double... seconds) {
      return new Bounds(seconds, TimeUnit.SECONDS.toNanos(1));
    }

    int buckets() {
      return limits.length + 1;
    }

    /** The bound of a bucket in seconds, or bytes; infinity for the last. */
    double upper(int bucket) {
      return bucket < shown.length ? shown[bucket] : Double.POSITIVE_INFINITY;
    }

    /** A sum of what was recorded, in the unit of the metric. */
    double shown(long sum) {
      return sum / scale;
    }
  }

  private final Bounds bounds;
  private final Cells cells;

  Histogram(Bounds bounds) {
    this.bounds = bounds;
    this.cells = new Cells(bounds.buckets() + 1);
  }

  /** Counts one duration in nanoseconds, or size; only the writing thread may call it. */
  void record(long value) {
    long[] limits = bounds.limits;
    int bucket = 0;
    while (bucket < limits.length && value > limits[bucket]) {
      bucket++;
    }
    cells.add(bucket, 1);
    cells.add(limits.length + 1, value);
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
    addTo(sums, bounds);
  }

  /**
   * Adds each bucket's count to the bucket of wider ones that holds it.
   *
   * @param wider bounds that are all among those of this histogram
   */
  void addTo(long[] sums, Bounds wider) {
    int to = 0;
    for (int i = 0; i < bounds.buckets(); i++) {
      while (wider.upper(to) < bounds.upper(i)) {
        to++;
      }
      sums[to] += count(i);
    }
  }

  /** The sum of what was recorded. */
  long sum() {
    return cells.get(bounds.buckets());
  }
}
