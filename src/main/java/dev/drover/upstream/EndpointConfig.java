package dev.drover.upstream;

import dev.drover.config.Doc;
import dev.drover.config.Shorthand;

/** Where one server of an upstream is. */
@Doc("One server. A plain string is its address.")
@Shorthand("address")
public record EndpointConfig(
    @Doc("host:port, [ipv6]:port, or unix:/path for a Unix domain socket.") String address) {

  public EndpointConfig {
    Endpoint.socketAddress(address);
  }
}
