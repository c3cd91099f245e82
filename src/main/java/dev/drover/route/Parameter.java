package dev.drover.route;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a query, compared in place. Names and values are those of {@code
 * application/x-www-form-urlencoded} (WHATWG URL, section 5.1): escapes and {@code +} are decoded,
 * a percent sign that begins no escape stands for itself.
 */
final class Parameter {
  private final Condition.Kind kind;
  private final byte[] name;
  private final byte[] value;

  Parameter(Condition condition) {
    this.kind = condition.kind();
    this.name = condition.name().getBytes(StandardCharsets.UTF_8);
    this.value = condition.value().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the condition is true of this query. */
  boolean holds(@Nullable String query) {
    return (kind == Condition.Kind.ABSENT) != (query != null && found(query));
  }

  private boolean found(String query) {
    int start = 0;
    while (start <= query.length()) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      if (start < end && fits(query, start, end)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private boolean fits(String query, int start, int end) {
    int equals = query.indexOf('=', start);
    int stop = equals < 0 || equals > end ? end : equals;
    return compare(query, start, stop, name, true)
        && switch (kind) {
          case PRESENT, ABSENT -> true;
          case EXACT -> compare(query, Math.min(stop + 1, end), end, value, true);
          case PREFIX -> compare(query, Math.min(stop + 1, end), end, value, false);
        };
  }

  /** Whether the range decodes to these bytes, or, when not {@code whole}, begins with them. */
  private static boolean compare(String query, int from, int to, byte[] bytes, boolean whole) {
    int i = from;
    for (byte expected : bytes) {
      if (i >= to) {
        return false;
      }
      char c = query.charAt(i);
      int escaped = c == '%' && i + 2 < to ? Percent.byteAt(query, i) : -1;
      int actual = escaped >= 0 ? escaped : c == '+' ? ' ' : c;
      if (actual != (expected & 0xFF)) {
        return false;
      }
      i += escaped >= 0 ? 3 : 1;
    }
    return !whole || i == to;
  }
}
