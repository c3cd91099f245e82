package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Distinct;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import java.util.Optional;

/**
 * Where one server of an upstream is, and how it stands to the others. Two that are {@linkplain
 * #same the same server} may differ in weight, priority and zone.
 */
@Doc("One server. A plain string is its address.")
@Shorthand("address")
public record EndpointConfig(
    @Doc("host:port, [ipv6]:port, or unix:/path for a Unix domain socket.") String address,
    @Doc(
            "Its share of the requests beside those of the others; 0 for none: it finishes what it"
                + " has.")
        @Default("1")
        @Range(min = "0", max = "1000000")
        int weight,
    @Doc("The lowest number that has servers in health gets the requests.")
        @Default("0")
        @Range(min = "0", max = "65535")
        int priority,
    @Doc("The failure domain it stands in, such as eu-central-1a.") Optional<String> zone,
    @Doc(
            "The host name it goes by, in requests that name the endpoint and in its certificate."
                + " Without a value: the host of its address.")
        Optional<String> name)
    implements Distinct {

  public EndpointConfig {
    Endpoint.socketAddress(address);
  }

  /** One like the others: weight 1, priority 0, no zone, no name but its address. */
  public static EndpointConfig of(String address) {
    return new EndpointConfig(address, 1, 0, Optional.empty(), Optional.empty());
  }

  /** The address of an IP literal or a host and a port, with the brackets that IPv6 needs. */
  public static String address(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** The same with that name. */
  public EndpointConfig named(String host) {
    return new EndpointConfig(address, weight, priority, zone, Optional.of(host));
  }

  /** Whether connections to one are connections to the other. */
  public boolean same(EndpointConfig other) {
    return address.equals(other.address) && name.equals(other.name);
  }

  @Override
  public Optional<String> identity() {
    return Optional.of("endpoint " + address);
  }
}
