package dev.drover.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a {@link HttpDate}. */
public final class RetryAfter {
  /** No wait is longer: who says more does not mean this call. */
  public static final Duration LONGEST = Duration.ofDays(365);

  private RetryAfter() {}

  /**
   * How long to wait, at least zero; empty for what cannot be read.
   *
   * @param now the time of day, which dates are compared with
   */
  public static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      boolean huge = text.length() > 9;
      return Optional.of(capped(huge ? LONGEST : Duration.ofSeconds(Long.parseLong(text))));
    }
    return HttpDate.parse(text, now).map(date -> capped(Duration.between(now, date)));
  }

  private static Duration capped(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
