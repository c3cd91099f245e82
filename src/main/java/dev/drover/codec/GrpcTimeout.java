package dev.drover.codec;

/**
 * The {@code grpc-timeout} header: up to eight digits and a unit (gRPC over HTTP/2, "Requests").
 */
public final class GrpcTimeout {
  private static final int MOST_DIGITS = 8;
  private static final long MOST = 99_999_999L;

  private GrpcTimeout() {}

  /**
   * Its length in nanoseconds, at least 0.
   *
   * @throws IllegalArgumentException when it is no timeout
   */
  public static long parse(String text) {
    int digits = text.length() - 1;
    if (digits < 1 || digits > MOST_DIGITS) {
      throw malformed(text);
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw malformed(text);
      }
      value = value * 10 + digit;
    }
    long unit =
        switch (text.charAt(digits)) {
          case 'n' -> 1L;
          case 'u' -> 1_000L;
          case 'm' -> 1_000_000L;
          case 'S' -> 1_000_000_000L;
          case 'M' -> 60_000_000_000L;
          case 'H' -> 3_600_000_000_000L;
          default -> throw malformed(text);
        };
    return value > Long.MAX_VALUE / unit ? Long.MAX_VALUE : value * unit;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no grpc-timeout: expected 1 to 8 digits and one of n, u, m, S, M, H.");
  }

  /** The header for that many nanoseconds, rounded up to the finest unit that has room. */
  public static String format(long nanos) {
    long micros = ceil(nanos, 1_000L);
    if (micros <= MOST) {
      return micros + "u";
    }
    long millis = ceil(nanos, 1_000_000L);
    if (millis <= MOST) {
      return millis + "m";
    }
    return Math.min(MOST, ceil(nanos, 1_000_000_000L)) + "S";
  }

  private static long ceil(long nanos, long unit) {
    return nanos / unit + (nanos % unit == 0 ? 0 : 1);
  }
}
