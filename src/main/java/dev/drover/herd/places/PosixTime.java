package dev.drover.herd.places;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Seconds since 1970 as decimal text, and exact nanoseconds. */
final class PosixTime {
  private static final Pattern FORM = Pattern.compile("[0-9]{1,18}(?:\\.[0-9]{1,9})?");
  private static final long LATEST_SECOND = Long.MAX_VALUE / 1_000_000_000L - 1;

  private PosixTime() {}

  /** Nanoseconds since 1970; empty when the text is no time, or one after 2262. */
  static OptionalLong parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    int point = text.indexOf('.');
    long seconds = Long.parseLong(point < 0 ? text : text.substring(0, point));
    if (seconds > LATEST_SECOND) {
      return OptionalLong.empty();
    }
    String decimals = point < 0 ? "" : text.substring(point + 1);
    long nanos = Long.parseLong((decimals + "000000000").substring(0, 9));
    return OptionalLong.of(seconds * 1_000_000_000L + nanos);
  }

  /** A difference as seconds with a sign and nine decimals: {@code +0.263873386}. */
  static String skew(long nanos) {
    long seconds = Math.abs(nanos / 1_000_000_000L);
    String decimals = Long.toString(1_000_000_000L + Math.abs(nanos % 1_000_000_000L)).substring(1);
    return (nanos < 0 ? "-" : "+") + seconds + "." + decimals;
  }
}
