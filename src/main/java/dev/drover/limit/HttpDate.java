package dev.drover.limit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Dates of HTTP in their three forms (RFC 9110, section 5.6.7), the two obsolete ones included. */
public final class HttpDate {
  private static final int CENTURY_AHEAD = 50;
  private static final DateTimeFormatter FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

  private HttpDate() {}

  /**
   * The date that this is; empty for what is none.
   *
   * @param now the time of day, which a year of two digits is read by
   */
  public static Optional<Instant> parse(String text, Instant now) {
    LocalDateTime local = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    return Stream.of(FIXDATE, rfc850(local), ASCTIME)
        .flatMap(form -> date(text.strip(), form).stream())
        .findFirst();
  }

  /** The form that is sent, to the second. */
  public static String format(Instant date) {
    return FIXDATE.format(date.atOffset(ZoneOffset.UTC));
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
}
