package dev.drover.handler.paginate;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Puts parameters into targets. */
final class Queries {
  private Queries() {}

  /** The same target with that parameter, and no other of its name. */
  static String with(String target, String name, String value) {
    String bare = without(target, name);
    return bare
        + (bare.indexOf('?') < 0 ? '?' : '&')
        + URLEncoder.encode(name, StandardCharsets.UTF_8)
        + '='
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** The same target without parameters of that name. */
  static String without(String target, String name) {
    int mark = target.indexOf('?');
    if (mark < 0) {
      return target;
    }
    StringBuilder out = new StringBuilder(target.length()).append(target, 0, mark);
    char separator = '?';
    for (String pair : target.substring(mark + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty() && !name.equals(decoded(equals < 0 ? pair : pair.substring(0, equals)))) {
        out.append(separator).append(pair);
        separator = '&';
      }
    }
    return out.toString();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
