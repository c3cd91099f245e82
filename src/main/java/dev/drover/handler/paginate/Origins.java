package dev.drover.handler.paginate;

import java.net.URI;
import java.util.Locale;

/** Origins in one spelling (RFC 6454, section 6.2), always with a port. */
final class Origins {
  private Origins() {}

  /** The origin of a URI; without a scheme, it begins with {@code //}. */
  static String of(URI link) {
    String scheme = link.getScheme() == null ? "" : link.getScheme().toLowerCase(Locale.ROOT);
    String host = link.getHost() == null ? "?" : link.getHost().toLowerCase(Locale.ROOT);
    boolean known = link.getHost() != null && link.getRawUserInfo() == null;
    int port = link.getPort() >= 0 ? link.getPort() : scheme.equals("https") ? 443 : 80;
    return known ? scheme + "://" + host + ":" + port : "?";
  }

  /** The origin of an authority; {@code ?}, which is nobody's, when that is none. */
  static String of(String scheme, String authority) {
    try {
      return of(URI.create(scheme + "://" + authority));
    } catch (IllegalArgumentException none) {
      return "?none";
    }
  }
}
