package dev.drover.telemetry;

import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Drover's own names, and those that gRPC's older interceptors for Prometheus have given calls. */
final class DroverExposition implements Exposition {
  /** A relay does not know whether a call streams. */
  private static final String GRPC_TYPE = "relay";

  private static final String[] SERVER_CALL = {"grpc_type", "grpc_service", "grpc_method"};
  private static final String[] CLIENT_CALL = {"upstream", "grpc_service", "grpc_method"};

  private final Family received =
      new Family("drover_received_bytes", "Content received from clients.", "route");
  private final Family sent = new Family("drover_sent_bytes", "Content sent to clients.", "route");
  private final Family errors =
      new Family(
          "drover_errors",
          "Exchanges that went wrong through no fault of the client, HTTP and gRPC alike.",
          "route");
  private final Family started =
      new Family("grpc_server_started", "gRPC calls that found a route.", SERVER_CALL);
  private final Family handled =
      new Family(
          "grpc_server_handled",
          "gRPC calls that have ended, by the status the client was given.",
          "grpc_type",
          "grpc_service",
          "grpc_method",
          "grpc_code");
  private final Family handling =
      new Family("grpc_server_handling_seconds", "How long gRPC calls took.", SERVER_CALL);
  private final Family upstreamHandled =
      new Family(
          "grpc_client_handled",
          "Attempts at a gRPC upstream, by the status they ended with.",
          "upstream",
          "grpc_service",
          "grpc_method",
          "grpc_code");
  private final Family upstreamHandling =
      new Family("grpc_client_handling_seconds", "How long those attempts took.", CLIENT_CALL);
  private final Family attempts =
      new Family(
          "drover_upstream_attempts",
          "Attempts at an endpoint: OK, ERROR, or the reason why there was no answer.",
          "upstream",
          "endpoint",
          "outcome");
  private final Family failures =
      new Family(
          "drover_failures",
          "Exchanges that the gateway itself ended without a normal answer, and who caused it.",
          "reason",
          "party");
  private final Family lag =
      new Family("drover_event_loop_lag_seconds", "How late the event loops' timers came.");
  private long worstLag;

  @Override
  public void add(LoopTelemetry loop, long now) {
    for (Reason reason : Reason.values()) {
      failures.add(
          loop.failureCount(reason), reason.name(), reason.party().name().toLowerCase(Locale.ROOT));
    }
    loop.routes().forEach(this::add);
    loop.calls().all().forEach(this::add);
    loop.upstreams().forEach(this::add);
    lag.add(loop.lag().histogram());
    worstLag = Math.max(worstLag, loop.lag().worst(now));
  }

  private void add(String id, RouteSeries route) {
    if (id.isEmpty()) {
      return;
    }
    received.add(route.received(), id);
    sent.add(route.sent(), id);
    errors.add(route.errors(), id);
  }

  private void add(CallSeries call) {
    if (call.name() == MethodName.OTHER && call.unused()) {
      return;
    }
    String service = call.name().service();
    String method = call.name().method();
    started.add(call.startedCount(), GRPC_TYPE, service, method);
    handling.add(call.handling(), GRPC_TYPE, service, method);
    for (GrpcCode code : GrpcCode.values()) {
      long count = call.handledCount(code);
      if (count != 0) {
        handled.add(count, GRPC_TYPE, service, method, code.name());
      }
    }
  }

  private static boolean unhandled(CallSeries call) {
    for (GrpcCode code : GrpcCode.values()) {
      if (call.handledCount(code) != 0) {
        return false;
      }
    }
    return true;
  }

  private void add(String name, UpstreamTelemetry upstream) {
    for (CallSeries call : upstream.calls().all()) {
      if (!unhandled(call)) {
        String service = call.name().service();
        String method = call.name().method();
        upstreamHandling.add(call.handling(), name, service, method);
        for (GrpcCode code : GrpcCode.values()) {
          long count = call.handledCount(code);
          if (count != 0) {
            upstreamHandled.add(count, name, service, method, code.name());
          }
        }
      }
    }
    for (EndpointTelemetry endpoint : upstream.endpoints()) {
      for (int i = 0; i < endpoint.outcomes(); i++) {
        long count = endpoint.count(i);
        if (count != 0) {
          attempts.add(count, name, endpoint.name(), EndpointTelemetry.outcome(i));
        }
      }
    }
  }

  @Override
  public List<MetricSnapshot> snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(errors.counter());
    all.add(received.counter());
    all.add(sent.counter());
    all.add(started.counter());
    all.add(handled.counter());
    all.add(handling.histogram(Histogram.CALL));
    all.add(upstreamHandled.counter());
    all.add(upstreamHandling.histogram(Histogram.CALL));
    all.add(attempts.counter());
    all.add(failures.counter());
    all.add(lag.histogram(Histogram.LAG));
    all.add(
        Exposition.gauge(
            "drover_event_loop_lag_max_seconds",
            "The worst lag of any event loop in the last 30 to 60 seconds.",
            worstLag / 1e9));
    return all;
  }
}
