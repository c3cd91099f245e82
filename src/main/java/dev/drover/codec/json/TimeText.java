package dev.drover.codec.json;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * The texts of google.protobuf.Timestamp (RFC 3339 with upper-case T and Z, years 0001 to 9999) and
 * Duration (seconds with up to nine digits behind the point, and an s), both within their ranges.
 * They are written with 0, 3, 6 or 9 digits behind the point.
 */
final class TimeText {
  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final long LONGEST = 315_576_000_000L;
  private static final int DAY = 86_400;
  private static final int BILLION = 1_000_000_000;

  /** How many characters a text has at most. */
  static final int LONGEST_TEXT = 32;

  static final String TIMESTAMP =
      "a time such as \"2026-01-31T12:00:00.5Z\" of the years 1 to 9999";
  static final String DURATION = "a duration such as \"1.5s\" of at most 315576000000 seconds";

  private TimeText() {}

  /** Formats a time; returns the number of characters. */
  static int timestamp(long seconds, int nanos, byte[] target) {
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos >= BILLION) {
      throw MalformedMessage.because(
          "is no time of the years 1 to 9999 (" + seconds + " seconds, " + nanos + " nanos)");
    }
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY));
    int ofDay = Math.floorMod(seconds, DAY);
    digits(date.getYear(), target, 0, 4);
    target[4] = '-';
    digits(date.getMonthValue(), target, 5, 2);
    target[7] = '-';
    digits(date.getDayOfMonth(), target, 8, 2);
    target[10] = 'T';
    digits(ofDay / 3600, target, 11, 2);
    target[13] = ':';
    digits(ofDay / 60 % 60, target, 14, 2);
    target[16] = ':';
    digits(ofDay % 60, target, 17, 2);
    int end = fraction(nanos, target, 19);
    target[end] = 'Z';
    return end + 1;
  }

  /** Formats a duration; returns the number of characters. */
  static int duration(long seconds, int nanos, byte[] target) {
    boolean mixed = seconds < 0 && nanos > 0 || seconds > 0 && nanos < 0;
    if (Math.abs(seconds) > LONGEST
        || seconds == Long.MIN_VALUE
        || nanos <= -BILLION
        || nanos >= BILLION
        || mixed) {
      throw MalformedMessage.because(
          "is no duration (" + seconds + " seconds, " + nanos + " nanos)");
    }
    int at = 0;
    if (seconds < 0 || nanos < 0) {
      target[at++] = '-';
    }
    long whole = Math.abs(seconds);
    int width = 1;
    for (long rest = whole; rest >= 10; rest /= 10) {
      width++;
    }
    digits(whole, target, at, width);
    int end = fraction(Math.abs(nanos), target, at + width);
    target[end] = 's';
    return end + 1;
  }

  private static int fraction(int nanos, byte[] target, int at) {
    if (nanos == 0) {
      return at;
    }
    int width = nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
    target[at] = '.';
    digits(
        width == 3 ? nanos / 1_000_000 : width == 6 ? nanos / 1000 : nanos, target, at + 1, width);
    return at + 1 + width;
  }

  private static void digits(long value, byte[] target, int at, int width) {
    long rest = value;
    for (int i = at + width - 1; i >= at; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** Appends the message of a time. */
  static void parseTimestamp(String text, WireWriter out) {
    int zone = Math.max(text.lastIndexOf('Z'), text.length() > 19 ? sign(text) : -1);
    if (zone < 19 || !shaped(text)) {
      throw InvalidJson.expected(TIMESTAMP, text);
    }
    long seconds;
    try {
      LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
      int ofDay = clock(text, 11) * 60 + bounded(number(text, 17, 19), 59);
      seconds = date.toEpochDay() * DAY + ofDay - offset(text, zone);
    } catch (DateTimeException | NumberFormatException wrong) {
      throw InvalidJson.expected(TIMESTAMP, text);
    }
    int nanos = zone == 19 ? 0 : nanos(text, 19, zone);
    if (nanos < 0 || seconds < FIRST_SECOND || seconds > LAST_SECOND) {
      throw InvalidJson.expected(TIMESTAMP, text);
    }
    write(seconds, nanos, out);
  }

  private static int sign(String text) {
    return Math.max(text.indexOf('+', 19), text.indexOf('-', 19));
  }

  private static boolean shaped(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  /** Minutes of hh:mm. */
  private static int clock(String text, int at) {
    return bounded(number(text, at, at + 2), 23) * 60 + bounded(number(text, at + 3, at + 5), 59);
  }

  private static int offset(String text, int zone) {
    if (text.charAt(zone) == 'Z' && text.length() == zone + 1) {
      return 0;
    }
    if (text.length() != zone + 6 || text.charAt(zone + 3) != ':') {
      throw new NumberFormatException();
    }
    int seconds = clock(text, zone + 1) * 60;
    return text.charAt(zone) == '-' ? -seconds : seconds;
  }

  private static int bounded(int value, int highest) {
    if (value > highest) {
      throw new NumberFormatException();
    }
    return value;
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new NumberFormatException();
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** The nanoseconds of a point and one to nine digits, or -1. */
  private static int nanos(String text, int point, int end) {
    int count = end - point - 1;
    if (text.charAt(point) != '.' || count < 1 || count > 9) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < 9; i++) {
      int digit = i < count ? text.charAt(point + 1 + i) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Appends the message of a duration. */
  static void parseDuration(String text, WireWriter out) {
    int end = text.length() - 1;
    boolean negative = text.startsWith("-");
    int from = negative ? 1 : 0;
    int point = text.indexOf('.');
    int until = point < 0 ? end : point;
    if (end < 0 || text.charAt(end) != 's' || until - from < 1 || until - from > 12) {
      throw InvalidJson.expected(DURATION, text);
    }
    long seconds = 0;
    for (int i = from; i < until; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw InvalidJson.expected(DURATION, text);
      }
      seconds = seconds * 10 + digit;
    }
    int nanos = point < 0 ? 0 : nanos(text, point, end);
    if (nanos < 0 || seconds > LONGEST) {
      throw InvalidJson.expected(DURATION, text);
    }
    write(negative ? -seconds : seconds, negative ? -nanos : nanos, out);
  }

  private static void write(long seconds, int nanos, WireWriter out) {
    if (seconds != 0) {
      out.varint(1 << 3);
      out.varint(seconds);
    }
    if (nanos != 0) {
      out.varint(2 << 3);
      out.varint(nanos);
    }
  }
}
