package dev.drover.server;

/** The forms of a request target (RFC 9112, section 3.2) and of an authority (RFC 3986, 3.2). */
public final class Targets {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private Targets() {}

  /** Whether a target is an absolute http or https URI. */
  public static boolean absolute(String target) {
    return target.regionMatches(true, 0, HTTP, 0, HTTP.length())
        || target.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
  }

  /** The authority of an absolute target, as it stands there. */
  public static String authorityOf(String absolute) {
    int from = absolute.indexOf("//") + 2;
    return absolute.substring(from, endOfAuthority(absolute, from));
  }

  private static int endOfAuthority(String absolute, int from) {
    for (int i = from; i < absolute.length(); i++) {
      char c = absolute.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return absolute.length();
  }

  /**
   * Whether a text is a host with an optional port: a name, an IPv4 or a bracketed IPv6 address.
   */
  public static boolean authority(String text) {
    int length = text.length();
    int end = 0;
    if (length > 0 && text.charAt(0) == '[') {
      end = text.indexOf(']') + 1;
      if (end < 4) {
        return false;
      }
      for (int i = 1; i < end - 1; i++) {
        char c = text.charAt(i);
        if (!hex(c) && c != ':' && c != '.') {
          return false;
        }
      }
    } else {
      while (end < length && name(text.charAt(end))) {
        end++;
      }
    }
    return end > 0 && (end == length || port(text, end));
  }

  private static boolean port(String text, int colon) {
    int digits = text.length() - colon - 1;
    if (text.charAt(colon) != ':' || digits < 1 || digits > 5) {
      return false;
    }
    int port = 0;
    for (int i = colon + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + c - '0';
    }
    return port <= 65_535;
  }

  /** Unreserved characters and sub-delims of a registered name; escapes are not taken. */
  private static boolean name(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "-._~!$&'()*+,;=".indexOf(c) >= 0;
  }

  private static boolean hex(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }

  /** Whether two authorities are the same, where one may name the scheme's own port. */
  static boolean sameAuthority(String absolute, String one, String other) {
    String port = absolute.regionMatches(true, 0, HTTPS, 0, HTTPS.length()) ? ":443" : ":80";
    return without(one, port).equalsIgnoreCase(without(other, port));
  }

  private static String without(String authority, String port) {
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }
}
