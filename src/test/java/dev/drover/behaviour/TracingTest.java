package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TraceCollector;
import io.grpc.Metadata;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class TracingTest {
  private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static String tracing(TraceCollector collector, String protocol, double ratio) {
    return new JsonObject()
        .put("endpoint", "http://127.0.0.1:" + collector.port())
        .put("protocol", protocol)
        .put("headers", new JsonObject().put("authorization", "Bearer abc"))
        .put("name", "edge")
        .put("ratio", ratio)
        .put("delay", "10ms")
        .encode();
  }

  @Test
  void spansReachACollectorByHttp() throws Exception {
    try (TraceCollector collector = TraceCollector.http().refuse(1);
        RawOrigin origin = RawOrigin.answering(RawOrigin.ok("x"))) {
      try (TestGateway gateway =
          TestConfig.http(origin.port()).with("tracing", tracing(collector, "http", 1)).start()) {
        HttpClients.get(HttpClients.http1(), gateway.url("/a?token=secret"));
        awaitSpans(collector, 2);
      }
      Span span = received(collector);
      assertThat(collector.path()).isEqualTo("/v1/traces");
      assertThat(collector.header("authorization")).isEqualTo("Bearer abc");
      assertThat(collector.resource("service.name")).isEqualTo("edge");
      assertThat(span.getName()).isEqualTo("GET all");
      assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(span.toString()).doesNotContain("secret");
    }
  }

  @Test
  void spansReachACollectorByGrpcEvenIfItMustBeAskedTwice() {
    try (TraceCollector collector = TraceCollector.grpc().refuse(1);
        GrpcOrigin origin = GrpcOrigin.echo()) {
      try (TestGateway gateway =
              TestConfig.grpc(origin.port())
                  .with("tracing", tracing(collector, "grpc", 1))
                  .start();
          GrpcCalls calls = GrpcCalls.to(gateway.port())) {
        calls.unary(GrpcMethods.UNARY, new byte[0]);
        awaitSpans(collector, 3);
        Eventually.await(
            () -> gateway.gateway().metrics().contains("drover_spans_total{outcome=\"sent\"} 3.0"),
            Duration.ofSeconds(5),
            "The spans were not counted as sent.");
      }
      assertThat(collector.header("authorization")).isEqualTo("Bearer abc");
      assertThat(collector.resource("service.name")).isEqualTo("edge");
      assertThat(received(collector).getName())
          .isEqualTo("Recv." + GrpcMethods.UNARY.replace('/', '.'));
    }
  }

  @Test
  void whatWaitsIsSentWhenTheGatewayStops() {
    try (TraceCollector collector = TraceCollector.grpc();
        GrpcOrigin origin = GrpcOrigin.echo()) {
      String slow = new JsonObject(tracing(collector, "grpc", 1)).put("delay", "1m").encode();
      try (TestGateway gateway = TestConfig.grpc(origin.port()).with("tracing", slow).start();
          GrpcCalls calls = GrpcCalls.to(gateway.port())) {
        calls.unary(GrpcMethods.UNARY, new byte[0]);
      }
      assertThat(collector.spans()).hasSize(3);
    }
  }

  @Test
  void theAccessLogNamesTheTraceAndTheSpan(@TempDir Path dir) throws Exception {
    Path log = dir.resolve("access.log");
    try (TraceCollector collector = TraceCollector.http();
        RawOrigin origin = RawOrigin.answering(RawOrigin.ok("x"))) {
      try (TestGateway gateway =
          TestConfig.http(origin.port())
              .with("accessLog", new JsonObject().put("target", log.toString()).encode())
              .with("tracing", tracing(collector, "http", 0))
              .start()) {
        HttpClients.get(HttpClients.http1(), gateway.url("/a"), "traceparent", CALLER);
        HttpClients.get(HttpClients.http1(), gateway.url("/b"));
      }
      JsonObject sampled = new JsonObject(Files.readAllLines(log).get(0));
      JsonObject unsampled = new JsonObject(Files.readAllLines(log).get(1));
      Span span = received(collector);
      assertThat(collector.spans()).hasSize(2);
      assertThat(sampled.getString("trace_id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
      assertThat(TraceCollector.hex(span.getTraceId())).isEqualTo(sampled.getString("trace_id"));
      assertThat(TraceCollector.hex(span.getSpanId())).isEqualTo(sampled.getString("span_id"));
      assertThat(unsampled.getString("trace_id")).hasSize(32);
      assertThat(unsampled.containsKey("span_id")).isFalse();
    }
  }

  @Test
  void withoutTracingTheHeadersPassAsTheyAre() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      calls.grpc(
          GrpcMethods.UNARY,
          new byte[0],
          "traceparent",
          CALLER,
          "tracestate",
          "vendor=abc",
          "grpc-trace-bin",
          "AAEC");
      Metadata received = origin.calls().get(0).headers();
      assertThat(received.getAll(GrpcMethods.ascii("traceparent"))).containsExactly(CALLER);
      assertThat(received.get(GrpcMethods.ascii("tracestate"))).isEqualTo("vendor=abc");
      assertThat(received.get(GrpcMethods.binary("grpc-trace-bin"))).containsExactly(0, 1, 2);
    }
  }

  /** The span of the exchange; the others are those of its call and its attempt. */
  private static Span received(TraceCollector collector) {
    List<Span> all =
        collector.spans().stream()
            .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
            .toList();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static void awaitSpans(TraceCollector collector, int count) {
    Eventually.await(
        () -> collector.spans().size() >= count,
        Duration.ofSeconds(10),
        () -> "The collector has " + collector.spans().size() + " spans, not " + count + ".");
  }
}
