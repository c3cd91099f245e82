package dev.drover.limit;

import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;

/**
 * A limit that follows what an upstream can do, by the algorithms of Netflix's concurrency-limits:
 * it grows while latency stays what it was, and shrinks when latency grows, since then calls queue
 * up behind it.
 *
 * <p>The algorithms are asked once for each window of time, with the average latency of its
 * samples: that is what their constants are made for, and keeps their locks out of the path of a
 * call. A sample that was dropped counts as no faster than the last window, so that a fast refusal
 * does not look like a fast upstream.
 *
 * <p>Not thread-safe: one for each event loop.
 */
public final class AdaptiveLimit implements Limit {
  /**
   * What limits and windows are bounded by.
   *
   * @param least the limit is never less, at least 1
   * @param initial what it starts with
   * @param most the limit is never more
   * @param windowNanos samples are gathered for at least so long
   * @param samples and until there are so many, at least 1
   */
  public record Bounds(int least, int initial, int most, long windowNanos, int samples) {
    /** 20 at least and first, 1000 at most; windows of a second and 10 samples. */
    public static final Bounds USUAL = new Bounds(20, 20, 1000, 1_000_000_000, 10);

    public Bounds {
      if (least < 1 || initial < least || most < initial || windowNanos < 0 || samples < 1) {
        throw new IllegalArgumentException(
            "A limit is 1 <= least <= initial <= most, not "
                + least
                + ", "
                + initial
                + ", "
                + most
                + "; a window has 0 ns or more and at least 1 sample, not "
                + windowNanos
                + " and "
                + samples
                + ".");
      }
    }
  }

  private final com.netflix.concurrency.limits.Limit algorithm;
  private final Bounds bounds;
  private int permits;
  private long opened;
  private boolean open;
  private int samples;
  private double sum;
  private double average;
  private int inFlight;
  private boolean dropped;

  private AdaptiveLimit(com.netflix.concurrency.limits.Limit algorithm, Bounds bounds) {
    this.algorithm = algorithm;
    this.bounds = bounds;
    this.permits = bounds.initial();
  }

  /**
   * By the gradient of latency, short term against long term: allows latency to be 1.5 times what
   * it was, and adapts when it changes for good.
   */
  public static AdaptiveLimit gradient(Bounds bounds) {
    return new AdaptiveLimit(
        Gradient2Limit.newBuilder()
            .minLimit(bounds.least())
            .initialLimit(bounds.initial())
            .maxConcurrency(bounds.most())
            .build(),
        bounds);
  }

  /**
   * By the estimated queue, as TCP Vegas: limit x (1 - least latency / latency). Quicker and
   * stricter than the gradient, for upstreams whose calls are all alike. It asks for the least
   * latency anew now and then, at random.
   */
  public static AdaptiveLimit vegas(Bounds bounds) {
    return new AdaptiveLimit(
        VegasLimit.newBuilder()
            .initialLimit(bounds.initial())
            .maxConcurrency(bounds.most())
            .build(),
        bounds);
  }

  @Override
  public int permits() {
    return permits;
  }

  @Override
  public void onSample(long startNanos, long rttNanos, int calls, boolean drop) {
    long now = startNanos + rttNanos;
    if (!open) {
      open = true;
      opened = now;
    }
    samples++;
    sum += drop ? Math.max((double) rttNanos, average) : rttNanos;
    inFlight = Math.max(inFlight, calls);
    dropped |= drop;
    if (now - opened >= bounds.windowNanos() && samples >= bounds.samples()) {
      average = sum / samples;
      algorithm.onSample(opened, Math.max(1, Math.round(average)), inFlight, dropped);
      permits = Math.max(bounds.least(), Math.min(bounds.most(), algorithm.getLimit()));
      opened = now;
      samples = 0;
      sum = 0;
      inFlight = 0;
      dropped = false;
    }
  }
}
