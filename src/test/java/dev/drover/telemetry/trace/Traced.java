package dev.drover.telemetry.trace;

import dev.drover.config.TracingConfig;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Request.Peer;
import dev.drover.exchange.Request.Version;
import dev.drover.exchange.Wheel;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.telemetry.Telemetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Exchanges that are traced into memory; the spans are there when it is closed. */
final class Traced implements AutoCloseable {
  static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  static final String UNSAMPLED_CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final List<SpanData> spans = new ArrayList<>();
  private final Telemetry telemetry;
  private final LoopTelemetry loop;
  private final Wheel wheel = new Wheel(() -> 1_000_000_000L, 1_000_000, 64, when -> {});

  private Traced(@Nullable TracingConfig config) {
    Tracing tracing = config == null ? null : Tracing.to(keeping(), config);
    this.telemetry =
        new Telemetry(
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), null, tracing, Set.of());
    this.loop = telemetry.loop();
  }

  Traced(double ratio, boolean followClients) {
    this(config("http://collector", ratio, followClients));
  }

  /** Without tracing. */
  static Traced off() {
    return new Traced(null);
  }

  static TracingConfig config(String endpoint, double ratio, boolean followClients) {
    return new TracingConfig(
        endpoint,
        TracingConfig.Protocol.HTTP,
        Map.of(),
        Optional.empty(),
        "edge",
        Map.of("deployment.environment.name", "test"),
        ratio,
        followClients,
        100,
        10,
        Duration.ofMinutes(1),
        Duration.ofSeconds(1));
  }

  /** The one in memory forgets its spans when it is shut down. */
  private SpanExporter keeping() {
    return new SpanExporter() {
      @Override
      public CompletableResultCode export(Collection<SpanData> batch) {
        spans.addAll(batch);
        return exporter.export(batch);
      }

      @Override
      public CompletableResultCode flush() {
        return exporter.flush();
      }

      @Override
      public CompletableResultCode shutdown() {
        return exporter.shutdown();
      }
    };
  }

  Telemetry telemetry() {
    return telemetry;
  }

  Exchange grpc(String method, MultiMap headers) {
    headers.add("content-type", "application/grpc");
    return exchange(HttpMethod.POST, "/" + method, method, headers);
  }

  Exchange http(HttpMethod method, MultiMap headers) {
    return exchange(method, "/v1/orders", method.name(), headers);
  }

  private Exchange exchange(HttpMethod method, String path, String name, MultiMap headers) {
    Exchange exchange = unrouted(method, path, headers);
    exchange.routed("orders", name);
    loop.routed(exchange);
    return exchange;
  }

  Exchange unrouted(HttpMethod method, String path, MultiMap headers) {
    Head head = new Head(method, "api.example:8443", path + "?token=secret", headers);
    Request request =
        new Request(
            head,
            path,
            "token=secret",
            Version.HTTP_2,
            "https",
            Body.none(),
            new Peer("192.0.2.7", 40123),
            "198.51.100.4");
    Exchange exchange = new Exchange("id-1", request, wheel, failure -> {});
    loop.started(exchange);
    exchange.onEnd(failure -> loop.ended(exchange));
    return exchange;
  }

  static MultiMap none() {
    return HttpHeaders.headers();
  }

  static MultiMap from(String traceparent) {
    return HttpHeaders.headers().add("traceparent", traceparent).add("tracestate", "vendor=abc");
  }

  /** All spans, in the order in which they ended. */
  List<SpanData> spans() {
    close();
    return spans;
  }

  @Override
  public void close() {
    telemetry.close();
  }
}
