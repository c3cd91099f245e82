package dev.drover.admin;

import java.util.List;

/**
 * An upstream as the operator sees it.
 *
 * @param protocol such as {@code grpc}
 * @param balance how an endpoint is picked, such as {@code least-requests}
 * @param conditions what else there is to say, such as {@code breaker open on 1 of 2 event loops}
 */
public record UpstreamView(
    String name,
    String protocol,
    String balance,
    List<String> conditions,
    List<Endpoint> endpoints) {
  public UpstreamView {
    conditions = List.copyOf(conditions);
    endpoints = List.copyOf(endpoints);
  }

  /** Whether an endpoint is given requests. */
  public enum State {
    /** It is. */
    UP,
    /** Its health check fails. */
    FAILING,
    /** It has answered so badly that it rests for a while. */
    EJECTED,
    /** It is leaving, and finishes what it has. */
    DRAINING
  }

  /**
   * One server.
   *
   * @param active requests it is working on
   * @param note why it is in that state, empty when there is nothing to say
   */
  public record Endpoint(String address, State state, int active, String note) {}

  /** How many endpoints are given requests. */
  public long up() {
    return endpoints.stream().filter(endpoint -> endpoint.state() == State.UP).count();
  }
}
