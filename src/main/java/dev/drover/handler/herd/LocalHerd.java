package dev.drover.handler.herd;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Response;
import dev.drover.handler.LocalCall;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** {@code drover.v1.Herd} as an upstream without endpoints: this process answers. */
final class LocalHerd implements Upstream {
  private static final int MOST_BYTES = 64 << 10;

  private final HerdCalls calls;

  LocalHerd(HerdCalls calls) {
    this.calls = calls;
  }

  /**
   * Answers a gRPC call.
   *
   * @param path {@code /drover.v1.Herd/Method}
   */
  Future<Response> answer(Exchange exchange, String path, Body body) {
    Optional<LocalCall.Script> script =
        calls.script(exchange, path.substring(path.lastIndexOf('/') + 1));
    return script.isEmpty()
        ? Future.failedFuture(
            Failure.of(Reason.NO_ROUTE, "drover.v1.Herd has no method of that name."))
        : Future.succeededFuture(LocalCall.answer(exchange, body, MOST_BYTES, script.get()));
  }

  @Override
  public String name() {
    return "herd";
  }

  @Override
  public Future<Response> send(Exchange exchange, Outbound outbound) {
    return answer(exchange, outbound.head().target(), outbound.body());
  }

  @Override
  public List<EndpointState> endpoints() {
    return List.of();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
