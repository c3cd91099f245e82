package dev.drover.upstream;

import dev.drover.config.Choice;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.HedgeConfig;
import dev.drover.config.OneOf;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.RetryConfig;
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
    @Doc("How the endpoints share the calls.") BalanceConfig balance,
    @Doc("Which endpoints are left alone for a while for how their calls end.")
        OutlierConfig outliers,
    @Doc("When a call is tried again, unless its route says.") Optional<RetryConfig> retry,
    @Doc(
            "When a call is tried at a second endpoint before the first has answered, unless its route"
                + " says.")
        Optional<HedgeConfig> hedge,
    @Doc("What a gRPC service config asks for its methods; it goes before retry and hedge.")
        Optional<ServiceConfigSource> serviceConfig,
    @Doc("How many retries and hedges there may be.") BudgetConfig budget,
    @Doc(
            "Whether a call waits, until its deadline, for an endpoint that can be connected to; a"
                + " request's x-wait-for-ready (true or false) says so for itself.")
        @Default("false")
        boolean waitForReady,
    @Doc("Whether calls wait when the upstream has said that nothing is left of its quota.")
        Optional<PaceConfig> pace,
    @Doc("How many calls may be under way; unlimited when absent.") Optional<LimitConfig> limit,
    @Doc("How many calls may be under way at each endpoint; unlimited when absent.")
        Optional<EndpointLimitConfig> endpointLimit,
    @Doc("When it is not called at all for a while; never when absent.")
        Optional<BreakerConfig> breaker,
    @Doc("Calls that are refused for as long as a server has asked for; none when absent.")
        Optional<PauseConfig> pause,
    @Doc(
            "Content of a request kept until its answer begins, so that it can be sent again when a"
                + " server refuses it unprocessed, or tried again; a longer request is sent once.")
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
