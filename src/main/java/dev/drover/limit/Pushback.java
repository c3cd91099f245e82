package dev.drover.limit;

import java.util.concurrent.TimeUnit;

/**
 * What a server says about retries in {@code grpc-retry-pushback-ms} (gRFC A6, "Pushback"): wait so
 * long instead of the back-off, or do not retry.
 *
 * @param nanos how long to wait; negative for do not retry
 */
public record Pushback(long nanos) {
  /** The name of the header field or trailer. */
  public static final String FIELD = "grpc-retry-pushback-ms";

  /** Do not retry. */
  public static final Pushback STOP = new Pushback(-1);

  /** Reads a value; what is no number of 32 bits, or negative, says: do not retry. */
  public static Pushback parse(String value) {
    try {
      int millis = Integer.parseInt(value);
      return millis < 0 ? STOP : new Pushback(TimeUnit.MILLISECONDS.toNanos(millis));
    } catch (NumberFormatException e) {
      return STOP;
    }
  }

  /** Whether there must be no retry. */
  public boolean stops() {
    return nanos < 0;
  }
}
