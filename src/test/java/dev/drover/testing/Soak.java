package dev.drover.testing;

import java.time.Duration;

/** How long a soak takes: {@code -Ddrover.soak=PT10M}, else what the test takes in CI. */
public final class Soak {
  private Soak() {}

  /** The time that is asked for, else the usual one. */
  public static Duration time(Duration usual) {
    String asked = System.getProperty("drover.soak");
    return asked == null ? usual : Duration.parse(asked);
  }
}
