package dev.drover.filter;

import dev.drover.codec.HopByHop;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamRequests;
import dev.drover.upstream.UpstreamRequests.Answer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;

/**
 * Asks by a GET, as Traefik's ForwardAuth does: {@code x-forwarded-method}, {@code -proto}, {@code
 * -host}, {@code -uri} and {@code -for} say what the request is. 2xx lets it pass; 5xx is no
 * verdict; any other answer is given to the client.
 */
record HttpAuthorizer(Upstream upstream, String path, Duration timeout) implements Authorizer {
  private static final int MOST_BYTES = 64 << 10;

  @Override
  public Future<Verdict> ask(Exchange exchange, MultiMap shown) {
    Request request = exchange.request();
    shown
        .set("x-forwarded-method", request.head().method().name())
        .set("x-forwarded-proto", request.scheme())
        .set("x-forwarded-host", request.head().authority())
        .set("x-forwarded-uri", request.head().target())
        .set("x-forwarded-for", request.client())
        .set("x-request-id", exchange.id());
    return new UpstreamRequests(upstream, exchange.wheel(), MOST_BYTES)
        .begin(null, new Head(HttpMethod.GET, "", path, shown), Body.none(), timeout)
        .within(exchange)
        .map(HttpAuthorizer::verdict);
  }

  private static Verdict verdict(Answer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return new Verdict.Allowed(answer.headers(), List.of());
    }
    if (status < 200 || status >= 500) {
      throw Failure.of(Reason.NO_AUTHORITY, "The authorizer gave no verdict.")
          .note("the authorizer answered " + status);
    }
    MultiMap headers = answer.headers();
    HopByHop.strip(headers);
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    Body body = answer.body().length() == 0 ? Body.none() : Body.of(answer.body());
    return new Verdict.Denied(new Response(status, headers, body), failure(status));
  }

  /** What a gRPC client is told; a redirect leads to a login that it cannot follow. */
  static Failure failure(int status) {
    if (status == 401 || status < 400) {
      return Failure.of(Reason.UNAUTHENTICATED, "The request needs a valid identity.");
    }
    return status == 429
        ? Failure.of(Reason.RATE_LIMITED, "There are too many requests.")
        : Failure.of(Reason.DENIED, "The request is not allowed.");
  }
}
