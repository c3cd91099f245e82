package dev.drover.filter.jwt;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One whose tokens are taken: its keys, and what its tokens must say (RFC 7519, section 4.1). Safe
 * for use by any thread.
 *
 * @param name its {@code iss}; empty when that is not looked at
 * @param audiences one of these must be in {@code aud}; not looked at when there are none
 * @param required claims that must be there
 */
record Issuer(String name, Keys keys, Set<String> audiences, List<String> required, Duration skew) {
  /**
   * What is wrong with a token's claims, as a remark for the log, or an empty text.
   *
   * @param now milliseconds since the epoch
   */
  String wrong(Map<String, Object> claims, long now) {
    for (String name : required) {
      if (claims.get(name) == null) {
        return "the token has no " + name;
      }
    }
    if (!time(claims, "exp") || !time(claims, "nbf")) {
      return "a time in the token is no number";
    }
    if (now >= expires(claims)) {
      return "the token has expired";
    }
    if (now + skew.toMillis() < millis(claims, "nbf", Long.MIN_VALUE)) {
      return "the token is not valid yet";
    }
    return audience(claims.get("aud")) ? "" : "the token is for another audience";
  }

  /** Until when a token is taken, in milliseconds since the epoch. */
  long expires(Map<String, Object> claims) {
    long end = millis(claims, "exp", Long.MAX_VALUE);
    return end > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : end + skew.toMillis();
  }

  private static boolean time(Map<String, Object> claims, String name) {
    Object value = claims.get(name);
    return value == null || value instanceof Number;
  }

  /** A NumericDate may have a fraction; what is beyond a long is at its end. */
  private static long millis(Map<String, Object> claims, String name, long otherwise) {
    return claims.get(name) instanceof Number seconds
        ? (long) (seconds.doubleValue() * 1000)
        : otherwise;
  }

  private boolean audience(@Nullable Object aud) {
    if (audiences.isEmpty()) {
      return true;
    }
    return aud instanceof Collection<?> several
        ? several.stream().anyMatch(audiences::contains)
        : aud != null && audiences.contains(aud);
  }
}
