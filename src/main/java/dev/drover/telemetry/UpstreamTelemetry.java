package dev.drover.telemetry;

import dev.drover.status.GrpcCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/** What one event loop counts for one upstream. Confined to that loop; see {@link #endpoint}. */
public final class UpstreamTelemetry {
  private static final int MOST_ENDPOINTS = 1000;

  private final StatusSeries http = new StatusSeries();
  private final Calls calls;
  private final ConcurrentHashMap<String, EndpointTelemetry> endpoints = new ConcurrentHashMap<>();
  private final EndpointTelemetry other = new EndpointTelemetry("other", this);

  /**
   * @param byCode whether durations and sizes of gRPC attempts are kept by code, too
   */
  UpstreamTelemetry(KnownMethods known, boolean byCode) {
    this.calls = new Calls(known, byCode);
  }

  /**
   * A gRPC call has ended, with all of its attempts.
   *
   * @param method {@code package.Service/Method}
   * @param code what the caller is given
   * @param nanos from the call to its end
   */
  public void called(String method, GrpcCode code, long nanos) {
    calls.called(method, code, nanos);
  }

  /**
   * The counters of an endpoint. Past a thousand endpoints of one upstream, those that are new are
   * counted together as {@code other}.
   */
  public EndpointTelemetry endpoint(String name) {
    EndpointTelemetry present = endpoints.get(name);
    if (present != null) {
      return present;
    }
    if (endpoints.size() >= MOST_ENDPOINTS) {
      return other;
    }
    return endpoints.computeIfAbsent(name, added -> new EndpointTelemetry(added, this));
  }

  void forget(String name, EndpointTelemetry endpoint) {
    endpoints.remove(name, endpoint);
  }

  StatusSeries http() {
    return http;
  }

  Calls calls() {
    return calls;
  }

  Collection<EndpointTelemetry> endpoints() {
    Collection<EndpointTelemetry> all = new ArrayList<>(endpoints.values());
    all.add(other);
    return all;
  }
}
