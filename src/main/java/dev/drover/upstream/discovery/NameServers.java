package dev.drover.upstream.discovery;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import io.netty.util.NetUtil;
import io.vertx.core.net.HostAndPort;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Whom names are asked of, and how often. */
@Doc("Whom names are asked of, and how often.")
public record NameServers(
    @Doc("Name servers, as ip or ip:port, asked in turn. Without a value: those of the system.")
        List<String> servers,
    @Doc("Domains that a short name is looked up in. Without a value: those of the system.")
        List<String> search,
    @Doc("How long a server may take to answer.") @Default("2s") @Range(min = "10ms", max = "1m")
        Duration timeout,
    @Doc("The least time from one look-up to the next, however short records are valid.")
        @Default("1s")
        @Range(min = "1s", max = "1h")
        Duration min,
    @Doc("The greatest, however long they are.") @Default("5m") @Range(min = "1s", max = "1d")
        Duration max) {
  private static final int PORT = 53;

  public NameServers {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
    servers.forEach(NameServers::address);
    if (min.compareTo(max) > 0) {
      throw new IllegalArgumentException("min is greater than max");
    }
  }

  /** The servers, none for those of the system. */
  List<InetSocketAddress> addresses() {
    return servers.stream().map(NameServers::address).toList();
  }

  private static InetSocketAddress address(String text) {
    boolean bare = NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    HostAndPort parsed = bare ? null : HostAndPort.parseAuthority(text, PORT);
    String host = parsed == null ? text : parsed.host().replaceAll("[\\[\\]]", "");
    byte[] ip = NetUtil.createByteArrayFromIpAddressString(host);
    if (ip == null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no name server; expected an IP address, with a port or without");
    }
    int port = parsed == null || parsed.port() <= 0 ? PORT : parsed.port();
    return new InetSocketAddress(Lookup.inet(ip), port);
  }
}
