package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.telemetry.Telemetry;
import dev.drover.telemetry.UpstreamTelemetry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that speaks gRPC or HTTP: picks an endpoint for each attempt, in turn. The list of
 * endpoints is replaced as a whole, on the event loop that reads it: whoever is still in it keeps
 * its connections and what is known of it, and whoever is not drains.
 */
final class HttpUpstream implements Upstream {
  private final String name;
  private final boolean grpc;
  private final HttpUpstreamConfig config;
  private final HttpVersion version;
  private final HttpClientAgent client;
  private final UpstreamFactory.Loop loop;
  private final UpstreamTelemetry telemetry;
  private final Rosters.Seat seat;
  private final Promise<Void> ready = Promise.promise();
  private final Set<Endpoint> leaving = new LinkedHashSet<>();
  private final Pass pass;
  private final ContextInternal context;
  private final List<Telemetry.Gauge> gauges;

  /** Also read by who scrapes. */
  private volatile List<Endpoint> inUse = List.of();

  private List<Endpoint> endpoints = List.of();
  private List<Endpoint> offered = List.of();
  private String trouble = "";
  private int turn;

  HttpUpstream(
      String name,
      boolean grpc,
      HttpUpstreamConfig config,
      HttpVersion version,
      HttpClientAgent client,
      UpstreamFactory.Loop loop,
      ContextInternal context) {
    this.name = name;
    this.grpc = grpc;
    this.config = config;
    this.version = version;
    this.client = client;
    this.pass = loop.pass();
    this.context = context;
    this.loop = loop;
    this.telemetry = loop.telemetry().upstream(name);
    this.gauges = gauges(loop.telemetry());
    this.seat = loop.rosters().join(name, config, version, this::update);
  }

  private void update(Roster.News news) {
    Map<String, Endpoint> before = new HashMap<>();
    endpoints.forEach(endpoint -> before.put(endpoint.address(), endpoint));
    List<Endpoint> after = new ArrayList<>();
    for (Roster.Entry entry : news.entries()) {
      Endpoint known = before.get(entry.endpoint().address());
      if (known != null && known.config().same(entry.endpoint())) {
        before.remove(entry.endpoint().address());
      } else {
        known = endpoint(entry.endpoint());
      }
      known.update(entry);
      after.add(known);
    }
    endpoints = List.copyOf(after);
    offered = after.stream().filter(Endpoint::offered).toList();
    trouble = news.trouble();
    before.values().forEach(this::drain);
    inUse = all();
    ready.tryComplete();
  }

  private Endpoint endpoint(EndpointConfig one) {
    Pool pool =
        new Pool(
            client,
            Endpoint.connectOptions(config, one),
            one.address(),
            version,
            config.pool(),
            loop.wheel());
    return new Endpoint(one, pool, loop.wheel(), telemetry.endpoint(one.address()));
  }

  private void drain(Endpoint endpoint) {
    leaving.add(endpoint);
    endpoint.drain(
        () -> {
          leaving.remove(endpoint);
          inUse = all();
          if (inUse.stream().noneMatch(other -> other.address().equals(endpoint.address()))) {
            endpoint.telemetry().close();
          }
        });
  }

  private List<Endpoint> all() {
    return Stream.concat(endpoints.stream(), leaving.stream()).toList();
  }

  /** An endpoint cannot be connected to: perhaps it is not there any more. */
  void refresh() {
    seat.refresh();
  }

  /** The failure of a call for which there is no endpoint. */
  Failure nobody() {
    Failure failure =
        Failure.of(Reason.NO_ENDPOINT, "The upstream has no endpoint to send this to.");
    return trouble.isEmpty() ? failure : failure.note(trouble);
  }

  @Override
  public Future<Void> ready() {
    return ready.future();
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
    return inUse.stream().mapToInt(endpoint -> count.applyAsInt(endpoint.pool())).sum();
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

  @Override
  public boolean speaks(Protocol protocol) {
    return !grpc || protocol == Protocol.GRPC;
  }

  /**
   * The next endpoint in turn that is healthy and has not been tried; when none is healthy, one
   * that has not been tried, since a guess is better than a refusal; null when all have been tried.
   */
  @Nullable Endpoint pick(Set<Endpoint> tried) {
    int size = offered.size();
    Endpoint fallback = null;
    int start = turn < size ? turn : 0;
    turn = start + 1;
    for (int i = 0; i < size; i++) {
      int index = start + i;
      Endpoint endpoint = offered.get(index < size ? index : index - size);
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
    return inUse.stream().map(Endpoint::state).toList();
  }

  @Override
  public Future<Void> close() {
    gauges.forEach(Telemetry.Gauge::close);
    seat.leave();
    inUse.forEach(endpoint -> endpoint.pool().close());
    return client.close();
  }
}
