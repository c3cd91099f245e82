package dev.drover.telemetry;

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

  UpstreamTelemetry(KnownMethods known) {
    this.calls = new Calls(known);
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
