package dev.drover.telemetry;

import dev.drover.status.GrpcCode;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/**
 * The names of OpenTelemetry's semantic conventions for RPC metrics (1.40), as Prometheus writes
 * them: {@code rpc.server.call.duration}, {@code rpc.client.call.duration}.
 */
final class RpcExposition implements Exposition {
  private static final String GRPC = "grpc";
  private static final String OTHER = "_OTHER";

  private final Family served =
      new Family(
          "rpc_server_call_duration_seconds",
          "How long gRPC calls took.",
          "rpc_system_name",
          "rpc_method",
          "rpc_response_status_code",
          "error_type");
  private final Family sent =
      new Family(
          "rpc_client_call_duration_seconds",
          "How long attempts at a gRPC upstream took.",
          "rpc_system_name",
          "rpc_method",
          "rpc_response_status_code",
          "error_type",
          "server_address");

  @Override
  public void add(LoopTelemetry loop, long now) {
    loop.calls().all().forEach(this::add);
    loop.upstreams()
        .forEach((name, upstream) -> upstream.calls().all().forEach(call -> add(name, call)));
  }

  private void add(CallSeries call) {
    CodeSeries byCode = call.byCode();
    String method = call.name().full(OTHER);
    if (byCode != null) {
      byCode.each(
          (code, row) -> {
            String error = CallSeries.faulty(code) ? code.name() : "";
            served.add(row.duration(), Histogram.CALL, GRPC, method, code.name(), error);
          });
    }
  }

  private void add(String upstream, CallSeries call) {
    CodeSeries byCode = call.byCode();
    String method = call.name().full(OTHER);
    if (byCode != null) {
      byCode.each(
          (code, row) -> {
            String error = code == GrpcCode.OK ? "" : code.name();
            sent.add(row.duration(), Histogram.CALL, GRPC, method, code.name(), error, upstream);
          });
    }
  }

  @Override
  public List<MetricSnapshot> snapshots() {
    return List.of(served.histogram(Histogram.CALL), sent.histogram(Histogram.CALL));
  }
}
