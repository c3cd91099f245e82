package dev.drover.limit;

/**
 * When so few endpoints are healthy that it is better to use all of them than to bury the few; as
 * Envoy's panic threshold.
 *
 * @param percent panic sets in below this share of healthy endpoints, 0 (never) to 100
 */
public record Panic(int percent) {
  /** Envoy's threshold. */
  public static final Panic USUAL = new Panic(50);

  public Panic {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException(
          "A panic threshold is 0 to 100 percent, not " + percent + ".");
    }
  }

  /** Whether all endpoints are to be used, healthy or not. */
  public boolean sets(int healthy, int total) {
    return total > 0 && 100L * healthy < (long) percent * total;
  }
}
