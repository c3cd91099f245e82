package dev.drover.upstream;

import dev.drover.config.Choice;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.OneOf;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Size;
import dev.drover.upstream.health.HealthConfig;
import java.util.Optional;

/** An upstream that speaks gRPC or HTTP. */
@Doc("Servers that speak gRPC or HTTP.")
public record HttpUpstreamConfig(
    @Doc("Where its servers are; requests go to them in turn.")
        @OneOf(kind = "resolvers", form = OneOf.Form.INLINE)
        Choice discovery,
    @Doc("Active health checks of the endpoints.") Optional<HealthConfig> health,
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
        Size replay,
    @Doc("How calls become requests of a server that does not speak gRPC.") Calls calls) {

  /** What is known of the calls of an upstream that does not speak gRPC. */
  @Doc("What is known of the calls of an upstream of protocol grpcWeb, connect or rest.")
  public record Calls(
      @Doc(
              "The schema, which connect and rest need. When absent: the one that is read from this"
                  + " upstream by reflection, else the only one.")
          @Ref("schemas")
          Optional<String> schema,
      @Doc("How large one message may be where messages are opened.")
          @Default("4MiB")
          @Range(min = "1KiB", max = "1GiB")
          Size messageBytes) {}

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
}
