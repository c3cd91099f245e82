package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TraceCollector;
import io.grpc.Metadata;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call is one trace, from the client through the gateway to the service. */
@ExtendWith(NoLeaks.class)
class Seed015TracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  @Test
  void theTraceOfTheClientGoesThroughTheGateway() {
    try (TraceCollector collector = TraceCollector.grpc();
        GrpcOrigin origin = GrpcOrigin.echo()) {
      JsonObject tracing =
          new JsonObject()
              .put("endpoint", "http://127.0.0.1:" + collector.port())
              .put("protocol", "grpc");
      try (TestGateway gateway =
              TestConfig.grpc(origin.port()).with("tracing", tracing.encode()).start();
          Http2Calls calls = Http2Calls.to(gateway.port())) {
        String traceparent = "00-" + TRACE + "-" + PARENT + "-01";
        calls.grpc(
            GrpcMethods.UNARY, new byte[0], "traceparent", traceparent, "grpc-trace-bin", "AAEC");
      }
      Span recv = named(collector, "Recv." + GrpcMethods.UNARY.replace('/', '.'));
      Metadata received = origin.calls().get(0).headers();
      String onward = String.valueOf(received.get(GrpcMethods.ascii("traceparent")));
      SeedReport.row(
          "0.15",
          "a client's trace, on its way to the service",
          "Recv has the client's trace and span; the service is told of the same trace",
          recv.getName() + " of trace " + TraceCollector.hex(recv.getTraceId()) + "; " + onward);
      assertThat(TraceCollector.hex(recv.getTraceId())).isEqualTo(TRACE);
      assertThat(TraceCollector.hex(recv.getParentSpanId())).isEqualTo(PARENT);
      assertThat(onward).startsWith("00-" + TRACE + "-");
      assertThat(received.get(GrpcMethods.binary("grpc-trace-bin"))).containsExactly(0, 1, 2);
    }
  }

  @Test
  void oneRequestWithOneRetryIsFourSpansOfOneTrace() {
    try (TraceCollector collector = TraceCollector.grpc();
        ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  if (call.number() == 1) {
                    call.fail(14);
                  } else {
                    call.echo();
                  }
                })) {
      JsonObject tracing =
          new JsonObject()
              .put("endpoint", "http://127.0.0.1:" + collector.port())
              .put("protocol", "grpc");
      try (TestGateway gateway =
              TestConfig.grpc(origin.port())
                  .with("tracing", tracing.encode())
                  .route("retry", 2)
                  .start();
          Http2Calls calls = Http2Calls.to(gateway.port())) {
        assertThat(calls.grpc("a.B/C", new byte[0]).grpcStatus()).isZero();
      }
      List<String> names = collector.spans().stream().map(Span::getName).sorted().toList();
      long traces = collector.spans().stream().map(Span::getTraceId).distinct().count();
      SeedReport.row(
          "0.15",
          "one request with one retry",
          "1 Recv, 1 Sent, 2 Attempt, one trace",
          names + ", " + traces + " trace");
      assertThat(names)
          .containsExactly("Attempt.a.B.C", "Attempt.a.B.C", "Recv.a.B.C", "Sent.a.B.C");
      assertThat(traces).isEqualTo(1);
    }
  }

  private static Span named(TraceCollector collector, String name) {
    return collector.spans().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
