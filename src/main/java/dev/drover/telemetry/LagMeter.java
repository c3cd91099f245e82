package dev.drover.telemetry;

/**
 * How late an event loop's ticks come: as a histogram, and as the worst of the last 30 to 60
 * seconds, which does not depend on who scrapes how often. A tick that is overdue while somebody
 * looks counts already, so a loop that hangs shows while it hangs. Written by the loop, read by any
 * thread; time is in nanoseconds of a monotonic clock.
 */
final class LagMeter {
  private static final long HALF = 30_000_000_000L;

  private final Histogram histogram = new Histogram(Histogram.LAG);
  private volatile boolean running;
  private volatile long due;
  private volatile long windowEnd;
  private volatile long worst;
  private volatile long worstBefore;

  /** The next tick should come then. */
  void expect(long due) {
    this.due = due;
    if (!running) {
      windowEnd = due + HALF;
      running = true;
    }
  }

  /** The expected tick has come; returns how late it is. */
  long ticked(long now) {
    long lag = Math.max(0, now - due);
    histogram.record(lag);
    if (now - windowEnd >= 0) {
      worstBefore = now - windowEnd >= HALF ? 0 : worst;
      worst = 0;
      windowEnd = now + HALF;
    }
    worst = Math.max(worst, lag);
    return lag;
  }

  /** No more ticks are expected. */
  void stop() {
    running = false;
    worst = 0;
    worstBefore = 0;
  }

  /** The worst lag lately, in nanoseconds. */
  long worst(long now) {
    long overdue = running ? Math.max(0, now - due) : 0;
    return Math.max(overdue, Math.max(worst, worstBefore));
  }

  Histogram histogram() {
    return histogram;
  }
}
