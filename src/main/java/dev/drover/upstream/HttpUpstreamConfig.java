package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Size;
import java.util.List;
import java.util.Optional;

/** An upstream that speaks gRPC or HTTP. */
@Doc("Servers that speak gRPC or HTTP.")
public record HttpUpstreamConfig(
    @Doc("The servers; requests go to them in turn.") List<EndpointConfig> endpoints,
    @Doc("The version of HTTP it speaks. Without a value: 2 for gRPC, 1.1 for HTTP.")
        Optional<Version> version,
    @Doc("The host it is asked for: the client's, or the endpoint's own.") @Default("client")
        Host host,
    @Doc("TLS to the endpoints.") Optional<UpstreamTlsConfig> tls,
    @Doc("Connections.") PoolConfig pool,
    @Doc(
            "Content of a request kept until its answer begins, so that it can be sent again when a"
                + " server refuses it unprocessed; a longer request is sent once.")
        @Default("64KiB")
        Size replay) {

  /** How an upstream speaks. */
  public enum Version {
    HTTP_1_1,
    HTTP_2
  }

  /** Whose name stands in {@code host} and {@code :authority}. */
  public enum Host {
    CLIENT,
    ENDPOINT
  }

  public HttpUpstreamConfig {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("an upstream needs at least one endpoint");
    }
  }
}
