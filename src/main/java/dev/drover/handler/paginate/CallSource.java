package dev.drover.handler.paginate;

import dev.drover.codec.CallStatus;
import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.CallFailed;
import dev.drover.upstream.Errand;
import dev.drover.upstream.UpstreamCalls;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/**
 * Pages that a gRPC method answers with; a place is a token, that of the first page is empty.
 *
 * @param headers metadata of each call
 * @param asked the request, without its token
 */
record CallSource(
    UpstreamCalls calls,
    Exchange exchange,
    MultiMap headers,
    ListMethod list,
    byte[] asked,
    Duration timeout)
    implements Source {
  @Override
  public Errand<Given> page(String token) {
    MultiMap own = HttpHeaders.headers().addAll(headers);
    Errand<byte[]> errand =
        calls.begin(exchange, list.path(), own, list.request(asked, token), timeout);
    return new Errand<>(
        errand.answer().<Given>map(list::page).recover(CallSource::refused), errand.stop());
  }

  private static Future<Given> refused(Throwable cause) {
    if (!(cause instanceof CallFailed failed)) {
      return Future.failedFuture(cause);
    }
    CallStatus status = failed.status().orElse(null);
    if (status == null) {
      return Future.failedFuture(
          failed
              .failure()
              .orElseGet(() -> Failure.of(Reason.PROTOCOL, String.valueOf(failed.getMessage()))));
    }
    return Future.succeededFuture(
        new Given.Refusal(
            status, null, Failure.of(Reason.CALL_FAILED, String.valueOf(failed.getMessage()))));
  }
}
