package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.telemetry.Telemetry;
import dev.drover.telemetry.UpstreamTelemetry;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of an upstream, as one event loop has them. The list is replaced as a whole, on the
 * event loop that reads it: whoever is still in it keeps its connections and what is known of it,
 * and whoever is not drains.
 */
final class Endpoints {
  private final HttpUpstreamConfig config;
  private final HttpVersion version;
  private final HttpClientAgent client;
  private final UpstreamFactory.Loop loop;
  private final UpstreamTelemetry telemetry;
  private final Ejections ejections;
  private final Selection selection;
  private final List<Telemetry.Gauge> gauges;
  private final Set<Endpoint> leaving = new LinkedHashSet<>();

  /** Also read by who scrapes. */
  private volatile List<Endpoint> inUse = List.of();

  private List<Endpoint> listed = List.of();
  private String trouble = "";

  /**
   * None yet.
   *
   * @param upstream its name
   * @param client opens the connections
   */
  Endpoints(
      String upstream,
      HttpUpstreamConfig config,
      HttpVersion version,
      HttpClientAgent client,
      UpstreamFactory.Loop loop,
      ContextInternal context) {
    this.config = config;
    this.version = version;
    this.client = client;
    this.loop = loop;
    this.telemetry = loop.telemetry().upstream(upstream);
    this.ejections =
        new Ejections(
            upstream,
            config.outliers(),
            loop.wheel(),
            config
                .outliers()
                .herd()
                .flatMap(
                    herd ->
                        loop.peers().ejections(upstream, herd.nodes(), config.outliers().longest()))
                .orElse(null),
            task -> context.runOnContext(nothing -> task.run()),
            this::changed,
            loop.telemetry()
                .counter(
                    "drover.upstream.ejections",
                    "Endpoints left alone for how calls ended.",
                    Map.of("upstream", upstream)));
    this.selection = new Selection(config.balance(), ejections, ThreadLocalRandom.current());
    this.gauges = gauges(loop.telemetry(), Map.of("upstream", upstream));
  }

  private List<Telemetry.Gauge> gauges(LoopTelemetry telemetry, Map<String, String> labels) {
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

  // Who comes and goes

  /** There is another list. */
  void update(Roster.News news) {
    Map<String, Endpoint> before = new HashMap<>();
    listed.forEach(endpoint -> before.put(endpoint.address(), endpoint));
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
    listed = List.copyOf(after);
    List<Endpoint> offered = after.stream().filter(Endpoint::offered).toList();
    ejections.use(offered);
    selection.use(offered);
    trouble = news.trouble();
    before.values().forEach(this::drain);
    inUse = all();
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
    return new Endpoint(config, one, pool, loop.wheel(), telemetry.endpoint(one.address()));
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
    return Stream.concat(listed.stream(), leaving.stream()).toList();
  }

  // Who is asked

  /**
   * Where the next attempt of an exchange goes.
   *
   * @param dead endpoints that could not be asked at all
   * @param tried endpoints that have been asked: others come first
   * @return null when there is none
   */
  @Nullable Endpoint choose(Exchange exchange, Set<Endpoint> dead, Set<Endpoint> tried, long now) {
    return selection.choose(exchange, dead, tried, now);
  }

  /** The failure of a call for which there is none. */
  Failure nobody() {
    if (selection.full()) {
      return Admission.busy("each endpoint has as many calls as it may");
    }
    Failure failure =
        Failure.of(Reason.NO_ENDPOINT, "The upstream has no endpoint to send this to.");
    return trouble.isEmpty() ? failure : failure.note(trouble);
  }

  /** What is known of one has changed. */
  void changed() {
    selection.changed();
  }

  Ejections ejections() {
    return ejections;
  }

  /** How they are, with those that drain; for any thread. */
  List<Upstream.EndpointState> states() {
    return inUse.stream().map(Endpoint::state).toList();
  }

  /** Closes their connections. */
  void close() {
    gauges.forEach(Telemetry.Gauge::close);
    ejections.close();
    inUse.forEach(endpoint -> endpoint.pool().close());
  }
}
