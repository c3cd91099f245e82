package dev.drover.upstream;

import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Key;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.telemetry.trace.CallTrace;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

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
    return begin(new Head(method, "", target, headers), body, "", timeout, exchange -> {}).answer();
  }

  /** A request under way; it can be taken back, of which nobody is told once it has ended. */
  public record Sent(Future<Answer> answer, Runnable cancel) {}

  /**
   * Sends a request on behalf of an exchange: with the retries of its route, within its deadline,
   * as a part of its trace. Whoever sends it takes it back when the exchange ends.
   *
   * @param head its host is the endpoint's where it has no authority
   * @param timeout how long it may take, where the exchange has more time than that
   */
  public Sent send(Exchange client, Head head, Body body, Duration timeout) {
    long nanos = Math.min(timeout.toNanos(), client.remaining());
    String address = client.request().client();
    return begin(
        head, body, address, Duration.ofNanos(nanos), exchange -> inherit(client, exchange));
  }

  private static void inherit(Exchange client, Exchange exchange) {
    pass(client, exchange, CallPolicy.KEY);
    pass(client, exchange, CallTrace.KEY);
    pass(client, exchange, PathVariables.KEY);
    exchange.onEnd(failure -> client.attempt(exchange.endpoint()));
  }

  private static <T> void pass(Exchange from, Exchange to, Key<T> key) {
    T value = from.get(key);
    if (value != null) {
      to.put(key, value);
    }
  }

  private Sent begin(
      Head head, Body body, String client, Duration timeout, Consumer<Exchange> prepare) {
    String target = head.target();
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? null : target.substring(mark + 1);
    Request.Peer peer = new Request.Peer("", 0);
    Request request =
        new Request(head, path, query, Request.Version.HTTP_1_1, "http", body, peer, client);
    Promise<Answer> promise = Promise.promise();
    Exchange exchange =
        new Exchange(
            "",
            request,
            wheel,
            failure -> {
              if (failure != null) {
                promise.tryFail(failure);
              }
            });
    exchange.routed("", head.method().name());
    exchange.limit(timeout.toNanos());
    prepare.accept(exchange);
    upstream
        .send(exchange, Outbound.of(exchange))
        .compose(response -> whole(response, exchange))
        .onSuccess(
            answer -> {
              exchange.complete();
              promise.tryComplete(answer);
            })
        .onFailure(cause -> exchange.fail(Failure.from(cause)));
    return new Sent(
        promise.future(),
        () -> exchange.fail(Failure.of(Reason.CANCELLED, "The request is not wanted any more.")));
  }

  private Future<Answer> whole(Response response, Exchange exchange) {
    if (exchange.ended()) {
      return Future.failedFuture(exchange.failure().orElseThrow());
    }
    return Collected.of(response.body(), most)
        .map(body -> new Answer(response.status(), response.headers(), body));
  }
}
