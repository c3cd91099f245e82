package dev.drover.upstream;

import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own HTTP requests to an upstream, by the way that the requests of clients take, as
 * {@link UpstreamCalls} are its gRPC calls. No listener, access log or list of exchanges sees them.
 *
 * <p>Confined to the event loop of its upstream.
 */
public final class UpstreamRequests {
  /** An answer as a whole. */
  public record Answer(int status, MultiMap headers, Buffer body) {}

  private final Upstream upstream;
  private final Wheel wheel;
  private final long most;

  /**
   * @param wheel the timers of the upstream's event loop
   * @param most how many bytes an answer may have
   */
  public UpstreamRequests(Upstream upstream, Wheel wheel, long most) {
    this.upstream = upstream;
    this.wheel = wheel;
    this.most = most;
  }

  /**
   * Sends a request. Its host is the endpoint's.
   *
   * @param target path and query
   * @param content what it brings; empty for none
   * @return the answer, whatever its status; or a {@link Failure}. Completes within the timeout.
   */
  public Future<Answer> send(
      HttpMethod method,
      String target,
      Map<String, String> fields,
      Buffer content,
      Duration timeout) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.USER_AGENT, "drover");
    fields.forEach(headers::set);
    Body body = Body.none();
    if (content.length() > 0) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
      body = Body.of(content);
    }
    return begin(null, new Head(method, "", target, headers), body, timeout).answer();
  }

  /**
   * The same on behalf of an exchange, whose end does not end it.
   *
   * @param waiting the exchange, or null
   * @param head its host is the endpoint's where it has no authority
   * @param timeout how long it may take, where the exchange has more time than that
   */
  public Errand<Answer> begin(@Nullable Exchange waiting, Head head, Body body, Duration timeout) {
    String target = head.target();
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? null : target.substring(mark + 1);
    Request.Peer peer = new Request.Peer("", 0);
    String client = waiting == null ? "" : waiting.request().client();
    Request request =
        new Request(head, path, query, Request.Version.HTTP_1_1, "http", body, peer, client);
    Promise<Answer> promise = Promise.promise();
    Exchange exchange =
        Errand.exchange(waiting, request, wheel, head.method().name(), timeout, promise::tryFail);
    upstream
        .send(exchange, Outbound.of(exchange))
        .compose(response -> whole(response, exchange))
        .onSuccess(
            answer -> {
              exchange.complete();
              promise.tryComplete(answer);
            })
        .onFailure(cause -> exchange.fail(Failure.from(cause)));
    return new Errand<>(promise.future(), exchange::fail);
  }

  private Future<Answer> whole(Response response, Exchange exchange) {
    if (exchange.ended()) {
      return Future.failedFuture(exchange.failure().orElseThrow());
    }
    return Collected.of(response.body(), most)
        .map(body -> new Answer(response.status(), response.headers(), body))
        .recover(cause -> Future.failedFuture(tooLarge(Failure.from(cause))));
  }

  /** It is not the client whose content is too large. */
  private Failure tooLarge(Failure failure) {
    return failure.reason() == Reason.TOO_LARGE
        ? Failure.of(
            Reason.MESSAGE_TOO_LARGE,
            "The answer has more than " + most + " bytes, which is what is allowed here.")
        : failure;
  }
}
