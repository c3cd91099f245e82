package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "120, 120", "' 5 ', 5", "99999999999999999999, 31536000"})
  void seconds(String value, long seconds) {
    assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
  }

  /** The examples of RFC 9110, section 5.6.7. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void dates(String value) {
    assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(37));
  }

  @Test
  void twoDigitsOfADayInAsctime() {
    assertThat(RetryAfter.parse("Wed Nov 16 08:49:00 1994", NOW)).contains(Duration.ofDays(10));
  }

  @Test
  void aYearOfTwoDigitsIsNearNow() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(RetryAfter.parse("Friday, 02-Jan-26 00:00:00 GMT", now))
        .contains(Duration.ofDays(1));
    assertThat(RetryAfter.parse("Thursday, 31-Dec-76 00:00:00 GMT", now))
        .as("2076 is 50 years ahead; as 1976 it was a Friday")
        .contains(RetryAfter.LONGEST);
    assertThat(RetryAfter.parse("Saturday, 31-Dec-77 00:00:00 GMT", now))
        .as("1977, not 2077")
        .contains(Duration.ZERO);
  }

  @Test
  void theFutureIsBoundedAndThePastIsNow() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:48:59 GMT", NOW)).contains(Duration.ZERO);
    assertThat(RetryAfter.parse("Fri, 06 Nov 2009 08:49:37 GMT", NOW)).contains(RetryAfter.LONGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "soon",
        "-1",
        "1.5",
        "+1",
        "١",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "1994-11-06T08:49:37Z"
      })
  void everythingElseIsNothing(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isEmpty();
  }
}
