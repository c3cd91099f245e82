package dev.drover.upstream.health;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Active health checks of an upstream's endpoints; exactly one of the three kinds. */
@Doc("Active health checks: exactly one of grpc, http and tcp.")
public record HealthConfig(
    @Doc("Asks the endpoint's grpc.health.v1.Health.") Optional<GrpcCheckConfig> grpc,
    @Doc("Sends a GET.") Optional<HttpCheckConfig> http,
    @Doc("Connects, with the TLS handshake if the upstream has TLS, and says nothing.")
        Optional<TcpCheckConfig> tcp,
    @Doc("From one check of an endpoint to the next.")
        @Default("10s")
        @Range(min = "10ms", max = "1h")
        Duration interval,
    @Doc("How long a check may take, from opening its connection.")
        @Default("2s")
        @Range(min = "1ms", max = "5m")
        Duration timeout,
    @Doc("So many good checks in a row make an unhealthy endpoint healthy.")
        @Default("2")
        @Range(min = "1", max = "100")
        int healthyAfter,
    @Doc("So many bad checks in a row make a healthy endpoint unhealthy. The first check decides.")
        @Default("3")
        @Range(min = "1", max = "100")
        int unhealthyAfter,
    @Doc("Each interval is longer by up to that percentage of it, at random.")
        @Default("10")
        @Range(min = "0", max = "100")
        int jitter)
    implements Checked {

  /** A call of grpc.health.v1.Health. */
  @Doc("Asks the endpoint's grpc.health.v1.Health.")
  public record GrpcCheckConfig(
      @Doc("The name of the service that is asked for; empty for the server as a whole.")
          @Default("")
          String service,
      @Doc(
              "Whether the endpoint is to tell each change at once (Watch); one that does not know"
                  + " how is asked each time.")
          @Default("false")
          boolean watch) {}

  /** An HTTP GET. */
  @Doc("Sends a GET and looks at the status of the answer.")
  public record HttpCheckConfig(
      @Doc("What is asked for.")
          @Default("/")
          @Pattern(value = "/[!-~]*", expected = "a path such as \"/healthz\"")
          String path,
      @Doc("The statuses of a healthy endpoint. Without a value: 200 to 299.")
          @Range(min = "100", max = "599")
          List<Integer> statuses) {
    public HttpCheckConfig {
      statuses = List.copyOf(statuses);
    }

    boolean accepts(int status) {
      return statuses.isEmpty() ? status >= 200 && status < 300 : statuses.contains(status);
    }
  }

  /** A connection. */
  @Doc("Connects and says nothing.")
  public record TcpCheckConfig() {}

  @Override
  public void check(Problems problems) {
    long kinds = Stream.of(grpc, http, tcp).filter(Optional::isPresent).count();
    if (kinds != 1) {
      problems.add(
          "expected exactly one of grpc, http and tcp, found " + (kinds == 0 ? "none" : kinds));
    }
  }

  /** What a check speaks, where requests speak that. */
  public HttpVersion version(HttpVersion spoken) {
    if (grpc.isPresent()) {
      return HttpVersion.HTTP_2;
    }
    return http.isPresent() ? spoken : HttpVersion.HTTP_1_1;
  }

  /** The check of one endpoint. */
  public Check check(Target target) {
    if (grpc.isPresent()) {
      return new GrpcCheck(target, grpc.get());
    }
    return http.isPresent() ? new HttpCheck(target, http.get()) : new TcpCheck(target);
  }
}
