package dev.drover.telemetry;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/**
 * The names of gRFC A66, as Prometheus writes them: {@code grpc.server.call.started} and others.
 */
final class GrpcExposition implements Exposition {
  private static final String OTHER = "other";
  private static final String[] SERVER = {"grpc_method", "grpc_status"};
  private static final String[] CLIENT = {"grpc_method", "grpc_target", "grpc_status"};

  private final Family started =
      new Family("grpc_server_call_started", "Calls that found a route.", "grpc_method");
  private final Family duration =
      new Family("grpc_server_call_duration_seconds", "How long calls took.", SERVER);
  private final Family sent =
      new Family(
          "grpc_server_call_sent_total_compressed_message_size_bytes",
          "Content of a call's answer.",
          SERVER);
  private final Family received =
      new Family(
          "grpc_server_call_rcvd_total_compressed_message_size_bytes",
          "Content of a call's request.",
          SERVER);
  private final Family called =
      new Family(
          "grpc_client_call_duration_seconds",
          "How long calls to an upstream took, with all of their attempts.",
          CLIENT);
  private final Family attempts =
      new Family(
          "grpc_client_attempt_started", "Attempts at an upstream.", "grpc_method", "grpc_target");
  private final Family attempt =
      new Family("grpc_client_attempt_duration_seconds", "How long attempts took.", CLIENT);
  private final Family attemptSent =
      new Family(
          "grpc_client_attempt_sent_total_compressed_message_size_bytes",
          "Content that an attempt sent.",
          CLIENT);
  private final Family attemptReceived =
      new Family(
          "grpc_client_attempt_rcvd_total_compressed_message_size_bytes",
          "Content that an attempt received.",
          CLIENT);

  @Override
  public void add(LoopTelemetry loop, long now) {
    loop.calls().all().forEach(this::add);
    loop.upstreams()
        .forEach((name, upstream) -> upstream.calls().all().forEach(call -> add(name, call)));
  }

  private void add(CallSeries call) {
    CodeSeries byCode = call.byCode();
    if (call.unused() || byCode == null) {
      return;
    }
    String method = call.name().full(OTHER);
    started.add(call.startedCount(), method);
    byCode.each(
        (code, row) -> {
          duration.add(row.duration(), Histogram.GRPC, method, code.name());
          sent.add(row.sent(), method, code.name());
          received.add(row.received(), method, code.name());
        });
  }

  private void add(String target, CallSeries call) {
    CodeSeries byCode = call.byCode();
    CodeSeries whole = call.whole();
    String method = call.name().full(OTHER);
    if (whole != null) {
      whole.each(
          (code, row) -> called.add(row.duration(), Histogram.GRPC, method, target, code.name()));
    }
    if (call.unused() || byCode == null) {
      return;
    }
    attempts.add(call.startedCount(), method, target);
    byCode.each(
        (code, row) -> {
          attempt.add(row.duration(), Histogram.GRPC, method, target, code.name());
          attemptSent.add(row.sent(), method, target, code.name());
          attemptReceived.add(row.received(), method, target, code.name());
        });
  }

  @Override
  public List<MetricSnapshot> snapshots() {
    return List.of(
        started.counter(),
        duration.histogram(Histogram.GRPC),
        sent.histogram(Histogram.SIZE),
        received.histogram(Histogram.SIZE),
        called.histogram(Histogram.GRPC),
        attempts.counter(),
        attempt.histogram(Histogram.GRPC),
        attemptSent.histogram(Histogram.SIZE),
        attemptReceived.histogram(Histogram.SIZE));
  }
}
