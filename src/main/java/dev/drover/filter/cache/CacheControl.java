package dev.drover.filter.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directives of {@code Cache-Control} (RFC 9111, section 5.2; RFC 5861), by their names in
 * lower case; of several of one name the first counts. Immutable.
 */
record CacheControl(Map<String, String> directives) {
  /** What a number says that is there and cannot be read: nothing is fresh for it. */
  private static final long INVALID = 0;

  /** It says nothing of that. */
  static final long UNSAID = -1;

  private static final long LONGEST = Integer.MAX_VALUE;
  private static final CacheControl NONE = new CacheControl(Map.of());

  CacheControl {
    directives = Map.copyOf(directives);
  }

  /** Reads all fields of that name; what cannot be read is skipped. */
  static CacheControl parse(List<String> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    Map<String, String> found = new HashMap<>();
    for (String value : values) {
      read(value, found);
    }
    return new CacheControl(found);
  }

  private static void read(String text, Map<String, String> found) {
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at);
      String directive = text.substring(at, end).strip();
      int equals = directive.indexOf('=');
      String name = (equals < 0 ? directive : directive.substring(0, equals)).strip();
      if (!name.isEmpty()) {
        String argument = equals < 0 ? "" : unquoted(directive.substring(equals + 1).strip());
        found.putIfAbsent(name.toLowerCase(Locale.ROOT), argument);
      }
      at = end + 1;
    }
  }

  /** Where the directive ends that begins there: at a comma that is not in quotes. */
  private static int end(String text, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return text.length();
  }

  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** Whether it is there, with or without an argument. */
  boolean has(String name) {
    return directives.containsKey(name);
  }

  /** Seconds, as a delta of RFC 9111, section 1.2.2; {@link #UNSAID} when it is not there. */
  long seconds(String name) {
    String argument = directives.get(name);
    return argument == null ? UNSAID : delta(argument);
  }

  /** A number of seconds; a large one is 2^31-1, and what is none is 0. */
  static long delta(@Nullable String text) {
    if (text == null || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return INVALID;
    }
    return text.length() > 10 ? LONGEST : Math.min(LONGEST, Long.parseLong(text));
  }
}
