package dev.drover.limit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date in one of the three
 * forms of section 5.6.7, the two obsolete ones included.
 */
public final class RetryAfter {
  /** No wait is longer: who says more does not mean this call. */
  public static final Duration LONGEST = Duration.ofDays(365);

  private static final int CENTURY_AHEAD = 50;
  private static final DateTimeFormatter FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

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
    LocalDateTime local = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    return Stream.of(FIXDATE, rfc850(local), ASCTIME)
        .flatMap(form -> date(text, form).stream())
        .findFirst()
        .map(date -> capped(Duration.between(now, date)));
  }

  private static Optional<Instant> date(String text, DateTimeFormatter form) {
    try {
      return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A year of two digits is at most 50 years ahead. */
  private static DateTimeFormatter rfc850(LocalDateTime now) {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(
            ChronoField.YEAR, 2, 2, now.toLocalDate().plusYears(CENTURY_AHEAD - 99L))
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH);
  }

  private static Duration capped(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
