package dev.drover.filter.shape;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The origins of pages (RFC 6454, section 6.2) that are meant by a list of such: {@code
 * https://app.example.com}, {@code https://*.example.com} for all hosts below, {@code null}, or
 * {@code *}. Immutable.
 */
final class Origins {
  private static final String WILDCARD = "://*.";

  /** All hosts below one: what comes before the star, and what comes after it. */
  private record Below(String scheme, String domain) {
    boolean holds(String origin) {
      return origin.length() > scheme.length() + domain.length()
          && origin.startsWith(scheme)
          && origin.endsWith(domain)
          && plain(origin, scheme.length(), origin.length() - domain.length());
    }

    /** Whether that is nothing but labels of a host's name. */
    private static boolean plain(String origin, int from, int to) {
      for (int i = from; i < to; i++) {
        char c = origin.charAt(i);
        if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')) {
          return false;
        }
      }
      return true;
    }
  }

  private final boolean any;
  private final Set<String> exact = new HashSet<>();
  private final List<Below> below = new ArrayList<>();

  Origins(List<String> texts) {
    any = texts.contains("*");
    for (String text : texts) {
      String origin = text.toLowerCase(Locale.ROOT);
      int star = origin.indexOf(WILDCARD);
      if (star < 0) {
        exact.add(origin);
      } else {
        below.add(new Below(origin.substring(0, star + 3), origin.substring(star + 4)));
      }
    }
  }

  /** Whether all are meant. */
  boolean any() {
    return any;
  }

  /** Whether that one is meant; as a browser sends it. */
  boolean holds(String origin) {
    if (any || exact.contains(origin)) {
      return true;
    }
    for (Below each : below) {
      if (each.holds(origin)) {
        return true;
      }
    }
    return false;
  }
}
