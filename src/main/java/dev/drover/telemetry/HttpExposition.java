package dev.drover.telemetry;

import dev.drover.config.MetricsConfig.Names;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What OpenTelemetry's conventions for HTTP metrics and Drover call the same, each with labels of
 * its own: {@code http.server.request.duration}, {@code http.client.request.duration}.
 */
final class HttpExposition implements Exposition {
  private final boolean own;
  private final boolean otel;
  private final Family requests;
  private final Family upstreamRequests;
  private long active;

  HttpExposition(Set<Names> names) {
    this.own = names.contains(Names.DROVER);
    this.otel = names.contains(Names.OTEL);
    this.requests =
        new Family(
            "http_server_request_duration_seconds",
            "From the first byte of a request's head to the end of its answer.",
            labels("route", "http_route", "http_request_method"));
    this.upstreamRequests =
        new Family(
            "http_client_request_duration_seconds",
            "Attempts that an HTTP upstream answered.",
            labels("upstream", "server_address"));
  }

  private String[] labels(String ours, String theirs, String... more) {
    return values(ours, theirs, "http_response_status_code", "error_type", more);
  }

  private String[] values(String ours, String theirs, String status, String error, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add(status);
    if (own) {
      all.add(ours);
    }
    if (otel) {
      all.add(theirs);
      all.add(error);
    }
    return all.toArray(String[]::new);
  }

  @Override
  public void add(LoopTelemetry loop, long now) {
    active += Math.max(0, loop.startedCount() - loop.endedCount());
    loop.routes().forEach(this::add);
    loop.upstreams()
        .forEach(
            (name, upstream) ->
                upstream
                    .http()
                    .each(
                        (status, durations) ->
                            upstreamRequests.add(
                                durations, values(name, name, text(status), error(status, 400)))));
  }

  private void add(String id, RouteSeries route) {
    if (!id.isEmpty()) {
      route.each(
          (method, statuses) ->
              statuses.each(
                  (status, durations) ->
                      requests.add(
                          durations, values(id, id, text(status), error(status, 500), method))));
    }
  }

  private static String text(int status) {
    return Integer.toString(status);
  }

  /** Empty, which is no label to Prometheus, unless the status is an error. */
  private static String error(int status, int first) {
    return status >= first ? text(status) : "";
  }

  @Override
  public List<MetricSnapshot> snapshots() {
    return List.of(
        requests.histogram(Histogram.CALL),
        Exposition.gauge("http_server_active_requests", "Exchanges that have not ended.", active),
        upstreamRequests.histogram(Histogram.CALL));
  }
}
