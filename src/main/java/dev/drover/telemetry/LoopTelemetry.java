package dev.drover.telemetry;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Stage;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.telemetry.trace.CallTrace;
import dev.drover.telemetry.trace.Tracing;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop counts. Every method is called on that loop only; the counters are read from
 * elsewhere. An exchange costs three map look-ups and a dozen plain additions.
 */
public final class LoopTelemetry implements AutoCloseable {
  private static final int MOST_ROUTES = 2000;
  private static final String NO_ROUTE = "none";
  private static final String OTHER = "other";
  private static final long TICK_MILLIS = 100;
  private static final int STARTED = Reason.values().length;
  private static final int ENDED = STARTED + 1;

  private final Telemetry telemetry;
  private final Cells counts = new Cells(ENDED + 1);
  private final Calls calls;
  private final ConcurrentHashMap<String, RouteSeries> routes = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, UpstreamTelemetry> upstreams = new ConcurrentHashMap<>();
  private final LagMeter lag = new LagMeter();
  private final Traces traces = new Traces();
  private final AccessLog.@Nullable Feed log;
  private final @Nullable Tracing tracing;
  private @Nullable Vertx vertx;
  private LongConsumer heard = nanos -> {};
  private long timer;

  LoopTelemetry(Telemetry telemetry, AccessLog.@Nullable Feed log) {
    this.telemetry = telemetry;
    this.log = log;
    this.tracing = telemetry.tracing();
    this.calls = new Calls(telemetry.methods(), telemetry.byCode());
  }

  /**
   * Counts an exchange as active, and begins its trace. The server calls it once, when it has made
   * the exchange.
   */
  public void started(Exchange exchange) {
    counts.add(STARTED, 1);
    if (tracing != null) {
      tracing.begin(exchange);
    }
  }

  /**
   * Counts the start of a gRPC call; does nothing for others. The server calls it once, after
   * {@link Exchange#routed}.
   */
  public void routed(Exchange exchange) {
    if (exchange.method().indexOf('/') > 0 && exchange.protocol().calls()) {
      calls.started(exchange.method());
    }
  }

  /**
   * Counts an exchange that has ended, ends its trace and puts its line into the access log. The
   * server registers it as the first {@link Exchange.EndListener}, so that it is told last.
   */
  public void ended(Exchange exchange) {
    long nanos = exchange.at(Stage.ENDED) - exchange.at(Stage.RECEIVED);
    Failure failure = exchange.failure().orElse(null);
    counts.add(ENDED, 1);
    int status = exchange.status();
    if (failure != null) {
      counts.add(failure.reason().ordinal(), 1);
      status = status == 0 ? failure.reason().http() : status;
    }
    RouteSeries route = route(exchange.routeId());
    route.record(
        exchange.request().head().method(),
        status,
        nanos,
        exchange.requestBytes(),
        exchange.responseBytes());
    GrpcCode code = code(exchange, failure);
    boolean erred = erred(failure, code, status);
    if (erred) {
      route.erred();
    }
    if (code != null) {
      calls.handled(
          exchange.method(),
          code,
          nanos,
          exchange.responseBytes(),
          exchange.requestBytes(),
          failure == null);
    }
    CallTrace trace = tracing == null ? null : exchange.get(CallTrace.KEY);
    if (trace != null) {
      trace.end(exchange, code, erred);
    }
    if (failure != null && failure.reason() == Reason.INTERNAL) {
      traces.show(exchange, failure);
    }
    if (log != null && !exchange.quiet()) {
      log.add(exchange, failure);
    }
  }

  private static boolean erred(@Nullable Failure failure, @Nullable GrpcCode code, int status) {
    if (failure != null) {
      return failure.reason().http() >= 500;
    }
    return code == null ? status >= 500 : CallSeries.faulty(code);
  }

  /** The status of a gRPC exchange, null for any other. */
  static @Nullable GrpcCode code(Exchange exchange, @Nullable Failure failure) {
    GrpcCode code = exchange.grpcStatus().orElse(null);
    return code == null && failure != null && exchange.protocol().calls()
        ? failure.reason().grpc()
        : code;
  }

  private RouteSeries route(String id) {
    RouteSeries route = routes.get(id);
    if (route != null) {
      return route;
    }
    String name = id.isEmpty() ? NO_ROUTE : routes.size() < MOST_ROUTES ? id : OTHER;
    RouteSeries named = routes.computeIfAbsent(name, added -> new RouteSeries());
    if (id.isEmpty()) {
      routes.put(id, named);
    }
    return named;
  }

  /** What this loop counts for an upstream; the same object for the same name. */
  public UpstreamTelemetry upstream(String name) {
    return upstreams.computeIfAbsent(
        name, added -> new UpstreamTelemetry(telemetry.methods(), telemetry.byCode()));
  }

  /** Counts a connection that was closed for what its client did, or did not do. Rare. */
  public void closed(String reason) {
    telemetry.registry().counter("drover.connections.closed", "reason", reason).increment();
  }

  /**
   * A counter of the process, such as {@code drover.filter.refused}; the same one for the same name
   * and labels. To be asked for once and kept: finding it is not cheap, counting is.
   */
  public Counter counter(String name, String help, Map<String, String> labels) {
    Counter.Builder counter = Counter.builder(name).description(help);
    labels.forEach(counter::tag);
    return counter.register(telemetry.registry());
  }

  /** Shows a value, as {@link Telemetry#gauge} does. */
  public Telemetry.Gauge gauge(
      String name, String help, Map<String, String> labels, DoubleSupplier value) {
    return telemetry.gauge(name, help, labels, value);
  }

  /**
   * Starts to measure how late the timers of the present event loop are, until {@link #close}.
   *
   * @param heard told each time, ten times a second when all is well, in nanoseconds
   */
  public void measureLag(Vertx vertx, LongConsumer heard) {
    this.vertx = vertx;
    this.heard = heard;
    tick(vertx);
  }

  private void tick(Vertx vertx) {
    lag.expect(System.nanoTime() + TICK_MILLIS * 1_000_000);
    timer =
        vertx.setTimer(
            TICK_MILLIS,
            id -> {
              heard.accept(lag.ticked(System.nanoTime()));
              tick(vertx);
            });
  }

  /**
   * Gives the counters back, to be continued by the next event loop that asks for some: counters
   * never go backwards, and verticles that come and go leave nothing behind. No exchange of this
   * loop may be open any more.
   */
  @Override
  public void close() {
    if (vertx != null) {
      vertx.cancelTimer(timer);
      vertx = null;
    }
    lag.stop();
    telemetry.release(this);
  }

  // For the scrape

  long startedCount() {
    return counts.get(STARTED);
  }

  long endedCount() {
    return counts.get(ENDED);
  }

  long failureCount(Reason reason) {
    return counts.get(reason.ordinal());
  }

  Calls calls() {
    return calls;
  }

  Map<String, RouteSeries> routes() {
    return routes;
  }

  Map<String, UpstreamTelemetry> upstreams() {
    return upstreams;
  }

  LagMeter lag() {
    return lag;
  }
}
