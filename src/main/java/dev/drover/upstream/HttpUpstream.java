package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Response;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.telemetry.Telemetry;
import dev.drover.telemetry.UpstreamTelemetry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** An upstream that speaks gRPC or HTTP: picks an endpoint for each attempt, in turn. */
final class HttpUpstream implements Upstream {
  private final String name;
  private final HttpUpstreamConfig config;
  private final HttpVersion version;
  private final HttpClientAgent client;
  private final List<Endpoint> endpoints;
  private final Pass pass;
  private final ContextInternal context;
  private final List<Telemetry.Gauge> gauges;
  private int turn;

  HttpUpstream(
      String name,
      HttpUpstreamConfig config,
      HttpVersion version,
      HttpClientAgent client,
      UpstreamFactory.Loop loop,
      ContextInternal context) {
    this.name = name;
    this.config = config;
    this.version = version;
    this.client = client;
    this.pass = loop.pass();
    this.context = context;
    UpstreamTelemetry telemetry = loop.telemetry().upstream(name);
    String serverName = config.tls().flatMap(UpstreamTlsConfig::serverName).orElse(null);
    this.endpoints =
        config.endpoints().stream()
            .map(
                one ->
                    new Endpoint(
                        one,
                        new Pool(
                            client,
                            Endpoint.socketAddress(one.address()),
                            one.address(),
                            version,
                            serverName,
                            config.pool(),
                            loop.wheel()),
                        loop.wheel(),
                        telemetry.endpoint(one.address())))
            .toList();
    this.gauges = gauges(loop.telemetry());
  }

  private List<Telemetry.Gauge> gauges(LoopTelemetry telemetry) {
    Map<String, String> labels = Map.of("upstream", name);
    return List.of(
        telemetry.gauge(
            "drover_pool_connections",
            "Open connections to the endpoints.",
            labels,
            () -> sum(Pool::connections)),
        telemetry.gauge(
            "drover_pool_in_flight",
            "Requests that endpoints are working on.",
            labels,
            () -> sum(Pool::inFlight)),
        telemetry.gauge(
            "drover_pool_waiting",
            "Requests that wait for a connection.",
            labels,
            () -> sum(Pool::waiting)));
  }

  private double sum(ToIntFunction<Pool> count) {
    int sum = 0;
    for (Endpoint endpoint : endpoints) {
      sum += count.applyAsInt(endpoint.pool());
    }
    return sum;
  }

  @Override
  public String name() {
    return name;
  }

  HttpUpstreamConfig config() {
    return config;
  }

  HttpVersion version() {
    return version;
  }

  Pass pass() {
    return pass;
  }

  ContextInternal context() {
    return context;
  }

  /** Whether requests carry the endpoint's name as their host, and not the client's. */
  boolean namesEndpoint() {
    return config.host() == HttpUpstreamConfig.Host.ENDPOINT;
  }

  @Override
  public Future<Response> send(Exchange exchange, Outbound outbound) {
    Promise<Response> promise = context.promise();
    new Call(this, exchange, outbound, promise).start();
    return promise.future();
  }

  /**
   * The next endpoint in turn that is healthy and has not been tried; when none is healthy, one
   * that has not been tried, since a guess is better than a refusal; null when all have been tried.
   */
  @Nullable Endpoint pick(Set<Endpoint> tried) {
    int size = endpoints.size();
    Endpoint fallback = null;
    int start = turn;
    turn = start + 1 == size ? 0 : start + 1;
    for (int i = 0; i < size; i++) {
      int index = start + i;
      Endpoint endpoint = endpoints.get(index < size ? index : index - size);
      if (!tried.isEmpty() && tried.contains(endpoint)) {
        continue;
      }
      if (endpoint.healthy()) {
        return endpoint;
      }
      if (fallback == null) {
        fallback = endpoint;
      }
    }
    return fallback;
  }

  @Override
  public List<EndpointState> endpoints() {
    return endpoints.stream().map(Endpoint::state).toList();
  }

  @Override
  public Future<Void> close() {
    gauges.forEach(Telemetry.Gauge::close);
    endpoints.forEach(endpoint -> endpoint.pool().close());
    return client.close();
  }
}
