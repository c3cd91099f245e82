package dev.drover.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of what is left of its quota: {@code RateLimit} of
 * draft-ietf-httpapi-ratelimit-headers-10, its form of draft 7, {@code RateLimit-Remaining} and
 * {@code -Reset}, and the older {@code X-RateLimit-Remaining} and {@code -Reset}, whose reset is
 * seconds or a time of the day in seconds. Of several quotas the one counts that is nearest to its
 * end.
 *
 * @param remaining how many requests are left, not negative
 * @param nanos until there are more
 */
public record RateLimitFields(long remaining, long nanos) {
  private static final Pattern NUMBER =
      Pattern.compile("(?:^|[;, \t])(r|t|remaining|reset)\\s*=\\s*([0-9]{1,18})");
  private static final long A_TIME = 1_000_000_000;
  private static final long LONGEST = TimeUnit.DAYS.toSeconds(31);

  /**
   * Reads them; null when it says nothing that can be read.
   *
   * @param field the value of a header by its name in lower case
   * @param seconds the time of the day
   */
  public static @Nullable RateLimitFields of(
      Function<String, @Nullable String> field, long seconds) {
    String all = field.apply("ratelimit");
    if (all != null) {
      return nearest(all);
    }
    for (String family : List.of("ratelimit-", "x-ratelimit-", "x-rate-limit-")) {
      RateLimitFields found =
          of(field.apply(family + "remaining"), field.apply(family + "reset"), seconds);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable RateLimitFields of(
      @Nullable String remaining, @Nullable String reset, long seconds) {
    long left = number(remaining);
    long until = number(reset);
    if (left < 0 || until < 0) {
      return null;
    }
    return made(left, until >= A_TIME ? Math.max(0, until - seconds) : until);
  }

  private static RateLimitFields made(long remaining, long seconds) {
    return new RateLimitFields(remaining, TimeUnit.SECONDS.toNanos(Math.min(LONGEST, seconds)));
  }

  private static @Nullable RateLimitFields nearest(String text) {
    boolean pairs = text.indexOf(';') < 0;
    List<String> items = pairs ? List.of(text) : items(text);
    RateLimitFields nearest = null;
    for (String item : items) {
      RateLimitFields one = item(item);
      if (one != null
          && (nearest == null
              || one.remaining < nearest.remaining
              || (one.remaining == nearest.remaining && one.nanos > nearest.nanos))) {
        nearest = one;
      }
    }
    return nearest;
  }

  private static @Nullable RateLimitFields item(String item) {
    long remaining = -1;
    long reset = -1;
    Matcher numbers = NUMBER.matcher(item);
    while (numbers.find()) {
      long value = Long.parseLong(numbers.group(2));
      if (numbers.group(1).startsWith("r") && !numbers.group(1).equals("reset")) {
        remaining = value;
      } else {
        reset = value;
      }
    }
    return remaining < 0 || reset < 0 ? null : made(remaining, reset);
  }

  /** At commas that are not in quotes; what is in quotes is left out. */
  private static List<String> items(String text) {
    List<String> items = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        items.add(item.toString());
        item.setLength(0);
      } else if (!quoted) {
        item.append(c);
      }
    }
    items.add(item.toString());
    return items;
  }

  private static long number(@Nullable String text) {
    String digits = text == null ? "" : text.strip();
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
  }
}
