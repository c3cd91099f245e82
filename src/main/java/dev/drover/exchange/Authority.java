package dev.drover.exchange;

import java.util.Locale;

/** The host in an authority: {@code Example.com.:8443} is for {@code example.com}. */
public final class Authority {
  private Authority() {}

  /** The host in its one spelling: lower case, without a port, without a dot at the end. */
  public static String host(String authority) {
    return lower(authority.substring(0, end(authority)));
  }

  /** Where the host ends: before the port, and before a dot in front of it. */
  public static int end(String authority) {
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
  public static String lower(String authority) {
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
