package dev.drover.limit;

/**
 * What one endpoint has to do: calls in flight, how long they take, and since when it takes part.
 *
 * <p>Latency is a moving average that is sensitive to peaks, as in Finagle's peak EWMA: a sample
 * above the average replaces it at once; a sample below pulls it down by 1 - e^(-dt / tau). While
 * nothing is in flight the average decays toward 0 by e^(-dt / tau), so that an endpoint that was
 * slow is tried again; while something is in flight it does not, so an endpoint that takes calls
 * and never answers does not become attractive.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe: one for each endpoint and event
 * loop.
 */
public final class Load {
  private final double tau;
  private long since;
  private int inFlight;
  private boolean measured;
  private double latency;
  private long updated;

  /**
   * @param tauNanos how fast the latency forgets, greater than 0
   * @param now since when the endpoint takes part
   */
  public Load(long tauNanos, long now) {
    if (tauNanos <= 0) {
      throw new IllegalArgumentException(
          "A moving average needs a time greater than 0, not " + tauNanos + " ns.");
    }
    this.tau = tauNanos;
    this.since = now;
    this.updated = now;
  }

  /** A call has begun. */
  public void begin(long now) {
    if (inFlight++ == 0) {
      latency = decayed(now);
      updated = now;
    }
  }

  /** A call has ended that says nothing about the latency: it was cancelled soon after. */
  public void end(long now) {
    if (inFlight == 0) {
      throw new IllegalStateException("A call ended that had not begun.");
    }
    if (--inFlight == 0) {
      updated = Math.max(updated, now);
    }
  }

  /**
   * A call has ended.
   *
   * @param nanos how long it took until it was answered, failed, or its caller lost patience
   */
  public void end(long now, long nanos) {
    double sample = Math.max(0, nanos);
    if (!measured || sample > latency) {
      latency = sample;
    } else {
      double kept = Math.exp(-Math.max(0, now - updated) / tau);
      latency = latency * kept + sample * (1 - kept);
    }
    measured = true;
    updated = Math.max(updated, now);
    end(now);
  }

  /** Calls that have begun and not ended. */
  public int inFlight() {
    return inFlight;
  }

  /** Whether a latency has ever been seen. */
  public boolean measured() {
    return measured;
  }

  /** The average latency now, in nanoseconds; 0 when none was seen. */
  public double latency(long now) {
    return inFlight > 0 ? latency : decayed(now);
  }

  /** Since when it takes part: it is new, or it was healthy again then. */
  public long since() {
    return since;
  }

  /** It takes part again from now on, and what was known of its latency is forgotten. */
  public void restart(long now) {
    since = now;
    updated = now;
    measured = false;
    latency = 0;
  }

  private double decayed(long now) {
    return latency == 0 ? 0 : latency * Math.exp(-Math.max(0, now - updated) / tau);
  }
}
