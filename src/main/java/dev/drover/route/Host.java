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

  /** Whether that is one host, and perhaps a port from 1 to 65535. */
  static boolean isAuthority(String text) {
    int colon = text.startsWith("[") ? text.indexOf("]") + 1 : text.indexOf(':');
    boolean ported = colon > 0 && colon < text.length();
    try {
      int port = ported ? Integer.parseInt(text.substring(colon + 1)) : 1;
      String host = pattern(ported ? text.substring(0, colon) : text);
      return port > 0 && port < 65536 && !host.startsWith(WILDCARD);
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }
}
