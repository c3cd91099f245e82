package dev.drover.telemetry;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Request;
import dev.drover.exchange.Stage;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.telemetry.trace.CallTrace;
import org.jspecify.annotations.Nullable;

/**
 * What the access log says about one exchange, copied on its event loop and written elsewhere. It
 * refers to no body and no headers, so it keeps nothing big alive.
 *
 * @param millis when the request arrived, since the epoch
 * @param identity the subject of who the client was found to be; empty when nobody asked
 * @param status 0 when the client was given none
 * @param upstreamNanos from the last attempt's head leaving to the answer's head; negative when
 *     nothing was sent
 * @param traceId empty when there is none
 * @param spanId empty when the trace is not sampled
 */
record AccessLine(
    long millis,
    String id,
    String route,
    String client,
    String identity,
    Request.Peer peer,
    String method,
    String authority,
    String path,
    Request.Version version,
    int status,
    @Nullable GrpcCode grpcStatus,
    long nanos,
    long upstreamNanos,
    long requestBytes,
    long responseBytes,
    String endpoint,
    int attempts,
    String tried,
    @Nullable Failure failure,
    @Nullable String userAgent,
    String traceId,
    String spanId) {

  /**
   * @param now milliseconds since the epoch, at the exchange's end
   */
  static AccessLine of(Exchange exchange, @Nullable Failure failure, long now) {
    Request request = exchange.request();
    long nanos = exchange.at(Stage.ENDED) - exchange.at(Stage.RECEIVED);
    int status = exchange.status();
    CallTrace trace = exchange.get(CallTrace.KEY);
    Identity identity = exchange.get(Identity.KEY);
    return new AccessLine(
        now - nanos / 1_000_000,
        exchange.id(),
        exchange.routeId(),
        request.client(),
        identity == null ? "" : identity.subject(),
        request.peer(),
        exchange.method().isEmpty() ? request.head().method().name() : exchange.method(),
        request.head().authority(),
        request.path(),
        request.version(),
        status == 0 && failure != null ? failure.reason().http() : status,
        LoopTelemetry.code(exchange, failure),
        nanos,
        upstreamNanos(exchange),
        exchange.requestBytes(),
        exchange.responseBytes(),
        exchange.endpoint(),
        exchange.attempts(),
        exchange.tried(),
        failure,
        request.head().headers().get("user-agent"),
        trace == null ? "" : trace.traceId(),
        trace == null ? "" : trace.spanId());
  }

  private static long upstreamNanos(Exchange exchange) {
    if (exchange.attempts() == 0) {
      return -1;
    }
    long sent = exchange.at(Stage.SENT);
    long answered = exchange.at(Stage.ANSWERED);
    return (answered >= sent ? answered : exchange.at(Stage.ENDED)) - sent;
  }
}
