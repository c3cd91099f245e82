package dev.drover.telemetry;

import dev.drover.config.MetricsConfig.Names;
import dev.drover.telemetry.trace.SpanCounts;
import dev.drover.telemetry.trace.Tracing;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one process. What event loops count is added up by {@link #scrape}; everything
 * else (JVM, buffers, what vertx-micrometer-metrics sees) is on the same Prometheus registry.
 *
 * <p>Safe for use by any thread.
 */
public final class Telemetry implements AutoCloseable {
  /** The document a scraper is given. */
  public record Scrape(String contentType, String text) {}

  /** A gauge that is being shown; closing it takes it away. */
  public interface Gauge extends AutoCloseable {
    @Override
    void close();
  }

  private static final int METHOD_PLACES = 500;
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final KnownMethods methods;
  private final List<LoopTelemetry> loops = new CopyOnWriteArrayList<>();
  private final Queue<LoopTelemetry> free = new ConcurrentLinkedQueue<>();
  private final Gauges gauges = new Gauges();
  private final MultiCollector collector = this::collect;
  private final ProcessMetrics process;
  private final @Nullable AccessLog log;
  private final @Nullable Tracing tracing;
  private final Set<Names> names;

  /** With a registry of its own, no access log, no traces, and Drover's names. */
  public Telemetry() {
    this(
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        null,
        null,
        EnumSet.of(Names.DROVER));
  }

  /**
   * On that registry, with that access log and those traces; {@link #close()} closes both.
   *
   * @param registry the one that vertx-micrometer-metrics uses too, if there is any
   * @param names those that the event loops' counters are shown under
   */
  public Telemetry(
      PrometheusMeterRegistry registry,
      @Nullable AccessLog log,
      @Nullable Tracing tracing,
      Set<Names> names) {
    this(registry, log, tracing, names, METHOD_PLACES);
  }

  /**
   * @param methodPlaces how many gRPC methods have series of their own
   */
  Telemetry(
      PrometheusMeterRegistry registry,
      @Nullable AccessLog log,
      @Nullable Tracing tracing,
      Set<Names> names,
      int methodPlaces) {
    this.registry = registry;
    this.log = log;
    this.tracing = tracing;
    this.names = Set.copyOf(names);
    this.methods = new KnownMethods(methodPlaces);
    this.process = new ProcessMetrics(registry);
    registry.getPrometheusRegistry().register(collector);
  }

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Counters for one event loop, until it {@linkplain LoopTelemetry#close closes} them. */
  public LoopTelemetry loop() {
    LoopTelemetry used = free.poll();
    if (used != null) {
      return used;
    }
    LoopTelemetry added = new LoopTelemetry(this, log == null ? null : log.feed());
    loops.add(added);
    return added;
  }

  void release(LoopTelemetry loop) {
    free.add(loop);
  }

  KnownMethods methods() {
    return methods;
  }

  @Nullable Tracing tracing() {
    return tracing;
  }

  /** Whether durations and sizes of gRPC calls are shown by code. */
  boolean byCode() {
    return names.contains(Names.GRPC) || names.contains(Names.OTEL);
  }

  /**
   * Shows a value that is read at each scrape. Gauges of the same name and labels, such as those of
   * one pool on several event loops, are added up.
   *
   * @param name as Prometheus shows it, such as {@code drover_pool_connections}
   * @param value may be called on any thread
   */
  public Gauge gauge(String name, String help, Map<String, String> labels, DoubleSupplier value) {
    return gauges.add(name, help, labels, value);
  }

  /** All metrics as Prometheus text. Takes milliseconds: not for an event loop. */
  public String scrape() {
    return registry.scrape(TEXT);
  }

  /** All metrics, as OpenMetrics if the {@code Accept} header asks for it, else as text. */
  public Scrape scrape(String accept) {
    String type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    return new Scrape(type, registry.scrape(type));
  }

  /** The few sums a person looks at first. */
  public Totals totals() {
    return Totals.of(loops, dropped(), System.nanoTime());
  }

  private long dropped() {
    return log == null ? 0 : log.dropped();
  }

  private MetricSnapshots collect() {
    List<MetricSnapshot> all = new ArrayList<>(Exposition.of(loops, System.nanoTime(), names));
    Family lines = new Family("drover_access_log_dropped", "Lines missing from the access log.");
    lines.add(dropped());
    all.add(lines.counter());
    if (tracing != null) {
      all.add(spans(tracing.counts()));
    }
    all.addAll(gauges.collect());
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot spans(SpanCounts counts) {
    Family spans =
        new Family("drover_spans", "Sampled spans: ended, and sent to the collector.", "outcome");
    spans.add(counts.ended(), "ended");
    spans.add(counts.sent(), "sent");
    spans.add(counts.failed(), "failed");
    return spans.counter();
  }

  /**
   * Takes its metrics off the registry, and closes the traces and the access log, which may take
   * seconds: not for an event loop.
   */
  @Override
  public void close() {
    registry.getPrometheusRegistry().unregister(collector);
    process.close();
    if (tracing != null) {
      tracing.close();
    }
    if (log != null) {
      log.close();
    }
  }
}
