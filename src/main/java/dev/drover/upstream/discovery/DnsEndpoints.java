package dev.drover.upstream.discovery;

import dev.drover.config.Doc;
import dev.drover.config.Shorthand;
import dev.drover.upstream.EndpointConfig;
import dev.drover.upstream.Resolver;
import dev.drover.upstream.ResolverFactory;
import io.netty.util.NetUtil;
import io.vertx.core.net.HostAndPort;

/**
 * One endpoint for each address that a host has (A and AAAA records), looked up again when the
 * first of them expires. That a host has no address at all is a failure: nobody means to say that.
 */
public final class DnsEndpoints implements ResolverFactory<DnsEndpoints.Config> {
  /** Whose addresses. */
  @Doc("One endpoint for each address (A and AAAA records) of a host.")
  @Shorthand("name")
  public record Config(
      @Doc("host:port; the host is looked up, the port is that of each endpoint.") String name,
      @Doc("Whom it is asked of, and how often.") NameServers resolve) {
    public Config {
      HostAndPort parsed = HostAndPort.parseAuthority(name, -1);
      if (parsed == null
          || parsed.port() <= 0
          || parsed.host().isEmpty()
          || parsed.host().startsWith("[")) {
        throw new IllegalArgumentException(
            "\"" + name + "\" is no name to look up; expected host:port");
      }
      if (NetUtil.isValidIpV4Address(parsed.host())) {
        throw new IllegalArgumentException(
            "\"" + name + "\" is an address already; write it into endpoints");
      }
    }
  }

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Resolver create(Config config, Loop loop) {
    HostAndPort name = HostAndPort.parseAuthority(config.name(), -1);
    Lookup lookup = new Lookup(loop.vertx(), config.resolve());
    HostAddresses host = new HostAddresses(lookup, name.host());
    return new Looking(
        () ->
            host.look()
                .map(
                    found ->
                        new Looking.Answer(
                            found.ips().stream()
                                .map(ip -> EndpointConfig.address(ip, name.port()))
                                .map(address -> EndpointConfig.of(address).named(name.host()))
                                .toList(),
                            found.validity())),
        lookup::close,
        loop.wheel(),
        Pace.of(config.resolve()),
        config.resolve().min());
  }
}
