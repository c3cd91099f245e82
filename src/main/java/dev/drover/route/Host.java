package dev.drover.route;

import java.util.Locale;

/** Names of hosts, in a configuration and in the authority of a request. */
final class Host {
  /** How the pattern of all hosts below another begins. */
  static final String WILDCARD = "*.";

  private Host() {}

  /**
   * A pattern in its one spelling: lower case, without a dot at the end.
   *
   * @throws IllegalArgumentException with a sentence, when it is not a host or {@code *.} and one
   */
  static String pattern(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String name = host.startsWith(WILDCARD) ? host.substring(WILDCARD.length()) : host;
    boolean address = host.startsWith("[") && host.endsWith("]");
    String allowed = address ? "0123456789abcdef:.[]" : "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    boolean wrong = name.isEmpty() || name.startsWith(".") || name.contains("..");
    for (int i = 0; i < name.length(); i++) {
      wrong |= allowed.indexOf(name.charAt(i)) < 0;
    }
    if (wrong) {
      throw new IllegalArgumentException(
          "expected a host such as \"www.example.com\" or \"*.example.com\", without a port and in"
              + " ASCII, found \""
              + text
              + "\"");
    }
    return host;
  }

  /** Where the host ends in an authority: before the port, and before a dot in front of it. */
  static int end(String authority) {
    int end = authority.length();
    int port = end;
    while (port > 0 && digit(authority.charAt(port - 1))) {
      port--;
    }
    if (port > 0 && authority.charAt(port - 1) == ':') {
      end = port - 1;
    }
    return end > 0 && authority.charAt(end - 1) == '.' ? end - 1 : end;
  }

  /** The same in lower case: itself, mostly. */
  static String lower(String authority) {
    for (int i = 0; i < authority.length(); i++) {
      char c = authority.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return authority.toLowerCase(Locale.ROOT);
      }
    }
    return authority;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
