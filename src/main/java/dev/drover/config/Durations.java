package dev.drover.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The written form of a duration: a whole number and one unit, such as {@code 200ms}. */
public final class Durations {
  static final String UNITS = "ms, s, m, h or d";
  static final Pattern FORM = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");

  /** A hundred years: whatever is shorter also fits into a {@code long} of nanoseconds. */
  static final Duration LONGEST = Duration.ofDays(36_500);

  private Durations() {}

  /** Reads a duration of at most {@link #LONGEST}; empty when it is not of the form. */
  public static Optional<Duration> read(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(form.group(1));
    Duration unit = unit(form.group(2));
    return count > LONGEST.dividedBy(unit)
        ? Optional.empty()
        : Optional.of(unit.multipliedBy(count));
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }
}
