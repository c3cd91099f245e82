package dev.drover.admin;

import java.util.Locale;

/** Which names are those of this machine only. */
final class Loopback {
  private Loopback() {}

  /** Whether only this machine can be reached by it; an IPv6 address may be in brackets. */
  static boolean is(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("::1")
        || name.equals("[::1]")
        || name.matches("127(\\.\\d{1,3}){3}");
  }
}
