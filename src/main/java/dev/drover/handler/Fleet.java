package dev.drover.handler;

import dev.drover.upstream.Upstream;
import java.util.Map;
import java.util.Set;

/** The gRPC services behind the gateway. Confined to one event loop. */
@FunctionalInterface
public interface Fleet {
  /**
   * Every service that a route names, by its full name, with the upstreams that its routes may send
   * to: none when the gateway answers it itself.
   */
  Map<String, Set<Upstream>> services();

  /** Whether one of those upstreams has an endpoint that is offered work, or none is needed. */
  static boolean serves(Set<Upstream> upstreams) {
    return upstreams.isEmpty()
        || upstreams.stream()
            .anyMatch(
                upstream ->
                    upstream.endpoints().stream()
                        .anyMatch(endpoint -> endpoint.state() == Upstream.State.UP));
  }
}
