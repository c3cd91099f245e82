package dev.drover.filter;

import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;

/**
 * A GET of the gateway's own, made while an exchange waits for the answer. It goes to an upstream
 * as requests of clients do, has a deadline of its own, and ends when the exchange ends. No
 * listener, access log or list of exchanges sees it.
 *
 * @param status the HTTP status
 * @param content all of it
 */
record Inquiry(int status, MultiMap headers, Buffer content) {
  /**
   * Asks. Called on the exchange's event loop.
   *
   * @param most how many bytes the answer's content may have
   * @return fails with the {@link Failure} for which there is no answer
   */
  static Future<Inquiry> get(
      Exchange waiting,
      Upstream upstream,
      String path,
      MultiMap headers,
      Duration timeout,
      int most) {
    Request request =
        new Request(
            new Head(HttpMethod.GET, "", path, headers),
            path,
            null,
            Request.Version.HTTP_2,
            "http",
            Body.none(),
            new Request.Peer("", 0),
            "");
    Promise<Inquiry> promise = Promise.promise();
    Exchange own =
        new Exchange(
            waiting.id(),
            request,
            waiting.wheel(),
            failure -> {
              if (failure != null) {
                promise.tryFail(failure);
              }
            });
    own.routed("", "GET");
    own.limit(timeout.toNanos());
    waiting.onEnd(
        ended -> own.fail(Failure.of(Reason.CANCELLED, "Nobody waits for the answer any more.")));
    upstream
        .send(own, Outbound.of(own))
        .compose(response -> whole(response, most))
        .onSuccess(
            answer -> {
              promise.tryComplete(answer);
              own.complete();
            })
        .onFailure(cause -> own.fail(Failure.from(cause)));
    return promise.future();
  }

  private static Future<Inquiry> whole(Response response, int most) {
    return Collected.of(response.body(), most)
        .map(content -> new Inquiry(response.status(), response.headers(), content));
  }
}
