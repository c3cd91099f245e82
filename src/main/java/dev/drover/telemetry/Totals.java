package dev.drover.telemetry;

import dev.drover.status.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The few sums a person looks at first, since the process started.
 *
 * @param requests exchanges that have ended
 * @param active exchanges that have not
 * @param failures how often the gateway itself ended an exchange, by reason; without zeros
 * @param worstLagSeconds the worst lag of an event loop in the last 30 to 60 seconds
 * @param linesDropped lines missing from the access log
 * @param routes by route id, in alphabetical order
 */
public record Totals(
    long requests,
    long active,
    Map<Reason, Long> failures,
    double worstLagSeconds,
    long linesDropped,
    Map<String, Route> routes) {

  /**
   * The sums of one route.
   *
   * @param requests exchanges that have ended
   * @param errors those that went wrong through no fault of the client
   * @param median half of them took at most so many seconds; as coarse as the histogram's buckets,
   *     infinite past the last
   * @param slow 99 % of them took at most so many seconds, likewise
   */
  public record Route(long requests, long errors, double median, double slow) {}

  static Totals of(Collection<LoopTelemetry> loops, long linesDropped, long now) {
    long requests = 0;
    long active = 0;
    long worst = 0;
    Map<Reason, Long> failures = new EnumMap<>(Reason.class);
    Map<String, List<RouteSeries>> routes = new TreeMap<>();
    for (LoopTelemetry loop : loops) {
      long ended = loop.endedCount();
      requests += ended;
      active += Math.max(0, loop.startedCount() - ended);
      worst = Math.max(worst, loop.lag().worst(now));
      for (Reason reason : Reason.values()) {
        if (loop.failureCount(reason) > 0) {
          failures.merge(reason, loop.failureCount(reason), Long::sum);
        }
      }
      loop.routes().forEach((id, r) -> routes.computeIfAbsent(id, k -> new ArrayList<>()).add(r));
    }
    routes.remove("");
    Map<String, Route> sums = new TreeMap<>();
    routes.forEach((id, parts) -> sums.put(id, route(parts)));
    return new Totals(requests, active, failures, worst / 1e9, linesDropped, sums);
  }

  private static Route route(List<RouteSeries> parts) {
    long[] buckets = new long[Histogram.CALL.buckets()];
    long errors = 0;
    for (RouteSeries part : parts) {
      errors += part.errors();
      part.each((method, statuses) -> statuses.each((status, one) -> one.addTo(buckets)));
    }
    long requests = 0;
    for (long count : buckets) {
      requests += count;
    }
    return new Route(
        requests, errors, quantile(buckets, requests, 50), quantile(buckets, requests, 99));
  }

  private static double quantile(long[] buckets, long total, int percent) {
    long rank = Math.max(1, (total * percent + 99) / 100);
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= rank) {
        return Histogram.CALL.upper(i);
      }
    }
    return 0;
  }
}
