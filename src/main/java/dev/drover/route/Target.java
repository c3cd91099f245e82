package dev.drover.route;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A request target, split (RFC 9112, section 3.2).
 *
 * @param authority host and optional port of an absolute-form target, else null
 * @param path what a {@link PathNormalizer} takes: beginning with a slash, or {@code *}
 * @param query what follows the question mark, as it was sent; null when there is none
 */
public record Target(@Nullable String authority, String path, @Nullable String query) {
  /**
   * Splits a target. The path is not looked into; the query is refused when it has control
   * characters, spaces, a hash or anything outside ASCII, and is else left as it is.
   *
   * @param method {@code *} is for OPTIONS only
   * @throws Failure {@link Reason#MALFORMED} when it is no target of a gateway
   */
  public static Target parse(HttpMethod method, String target) {
    if (target.startsWith("/")) {
      return split(null, target, 0);
    }
    if (target.equals("*")) {
      if (method != HttpMethod.OPTIONS) {
        throw refuse("The target * is for the method OPTIONS only.");
      }
      return new Target(null, target, null);
    }
    int start = afterScheme(target);
    if (start < 0) {
      throw refuse("The target must be a path that begins with a slash, or an http or https URL.");
    }
    int end = start;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      char c = target.charAt(end++);
      if (c <= ' ' || c >= 0x7F || "@\\%\"<>^`{|}".indexOf(c) >= 0) {
        throw refuse("The target has an authority that is not a host and an optional port.");
      }
    }
    if (end == start || target.charAt(start) == ':') {
      throw refuse("The target is a URL without a host.");
    }
    String authority = target.substring(start, end);
    if (end == target.length()) {
      // RFC 9112, section 3.2.4: the last proxy turns such an OPTIONS into the form with a star.
      return new Target(authority, method == HttpMethod.OPTIONS ? "*" : "/", null);
    }
    return split(authority, target, end);
  }

  /** Path and query, as they go into a request. */
  public static String join(String path, @Nullable String query) {
    return query == null ? path : path + '?' + query;
  }

  private static Target split(@Nullable String authority, String target, int start) {
    int mark = target.indexOf('?', start);
    int end = mark < 0 ? target.length() : mark;
    String path =
        end == start ? "/" : start == 0 && mark < 0 ? target : target.substring(start, end);
    return new Target(authority, path, mark < 0 ? null : query(target.substring(mark + 1)));
  }

  private static String query(String query) {
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c <= ' ' || c >= 0x7F || c == '#') {
        throw refuse(
            "The query has a character at position " + (i + 1) + " that no query may have.");
      }
    }
    return query;
  }

  private static int afterScheme(String target) {
    return target.regionMatches(true, 0, "http://", 0, 7)
        ? 7
        : target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
  }

  private static Failure refuse(String sentence) {
    return Failure.of(Reason.MALFORMED, sentence);
  }
}
