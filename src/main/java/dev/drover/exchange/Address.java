package dev.drover.exchange;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IP addresses as text. No name is ever looked up. */
public final class Address {
  private Address() {}

  /**
   * The address that is written there; null when it is none. An IPv4 address that is mapped into
   * IPv6 is the IPv4 address.
   */
  public static @Nullable InetAddress literal(String text) {
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    boolean looks = !address.isEmpty();
    for (int i = 0; i < address.length() && looks; i++) {
      char c = address.charAt(i);
      looks = c < 128 && (Character.digit(c, 16) >= 0 || c == '.' || c == ':');
    }
    if (!looks || (address.indexOf(':') < 0 && !Character.isDigit(address.charAt(0)))) {
      return null;
    }
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException notAnAddress) {
      return null;
    }
  }
}
