package dev.drover.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A block of IPv4 or IPv6 addresses (RFC 4632, RFC 4291 section 2.3).
 *
 * @param network its first address
 * @param bits the length of its prefix
 */
public record Cidr(InetAddress network, int bits) {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  public Cidr {
    if (bits < 0 || bits > network.getAddress().length * 8) {
      throw new IllegalArgumentException("a prefix of " + bits + " bits does not fit " + network);
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or one address. No name is looked up.
   *
   * @throws IllegalArgumentException when it is none of these, or has bits after its prefix
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
      throw refuse(text);
    }
    try {
      InetAddress network = InetAddress.getByName(address);
      int all = network.getAddress().length * 8;
      String prefix = slash < 0 ? String.valueOf(all) : text.substring(slash + 1);
      if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > all) {
        throw refuse(text);
      }
      Cidr cidr = new Cidr(network, Integer.parseInt(prefix));
      byte[] first = cidr.masked(network.getAddress());
      if (!Arrays.equals(first, network.getAddress())) {
        throw new IllegalArgumentException(
            "the block "
                + Words.quoted(text)
                + " has bits after its prefix; did you mean \""
                + InetAddress.getByAddress(first).getHostAddress()
                + "/"
                + prefix
                + "\"?");
      }
      return cidr;
    } catch (UnknownHostException notAnAddress) {
      throw refuse(text);
    }
  }

  /** Whether an address is in the block; never for one of the other IP version. */
  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    byte[] own = network.getAddress();
    return other.length == own.length && Arrays.equals(masked(other), own);
  }

  private byte[] masked(byte[] address) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.max(0, Math.min(8, bits - i * 8));
      masked[i] &= (byte) (0xff << (8 - kept));
    }
    return masked;
  }

  private static IllegalArgumentException refuse(String text) {
    return new IllegalArgumentException(
        "expected an IP address or a block such as \"10.0.0.0/8\", found " + Words.quoted(text));
  }
}
