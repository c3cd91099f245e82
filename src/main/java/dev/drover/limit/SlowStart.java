package dev.drover.limit;

/**
 * How the weight of an endpoint that is new, or healthy again, grows: weight x max(least, (age /
 * window)^(1 / aggression)), as Envoy's slow start, where an age below a second counts as a second.
 *
 * @param windowNanos how long it takes; 0 for none
 * @param aggression 1 grows evenly; more grows fast at first, less slowly; greater than 0
 * @param least the part of the weight to begin with, greater than 0 and up to 1
 */
public record SlowStart(long windowNanos, double aggression, double least) {
  /** The full weight at once. */
  public static final SlowStart NONE = new SlowStart(0, 1, 0.1);

  private static final long SECOND = 1_000_000_000;

  public SlowStart {
    if (windowNanos < 0 || !(aggression > 0) || !(least > 0 && least <= 1)) {
      throw new IllegalArgumentException(
          "A slow start has a window of 0 or more, an aggression greater than 0, and begins with"
              + " more than 0 and up to 1, not "
              + windowNanos
              + " ns, "
              + aggression
              + " and "
              + least
              + ".");
    }
  }

  /** The weight of an endpoint of a certain age in nanoseconds. */
  public double weight(double full, long age) {
    if (age >= windowNanos) {
      return full;
    }
    double time = Math.min(1, (double) Math.max(age, SECOND) / windowNanos);
    return full * Math.max(least, aggression == 1 ? time : Math.pow(time, 1 / aggression));
  }
}
