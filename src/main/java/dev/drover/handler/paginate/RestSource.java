package dev.drover.handler.paginate;

import dev.drover.codec.CallStatus;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.upstream.Errand;
import dev.drover.upstream.UpstreamRequests;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;

/**
 * Pages that are asked for by GET; a place is a target.
 *
 * @param headers of each request
 */
record RestSource(
    UpstreamRequests requests,
    Exchange exchange,
    MultiMap headers,
    PageReader reader,
    Duration timeout)
    implements Source {
  @Override
  public Errand<Given> page(String target) {
    MultiMap own = HttpHeaders.headers().addAll(headers);
    Head head = new Head(HttpMethod.GET, exchange.head().authority(), target, own);
    Errand<UpstreamRequests.Answer> errand = requests.begin(exchange, head, Body.none(), timeout);
    return new Errand<>(errand.answer().map(answer -> given(target, answer)), errand.stop());
  }

  private Given given(String target, UpstreamRequests.Answer answer) {
    int status = answer.status();
    if (status == 200 || status == 204) {
      return reader.read(target, answer);
    }
    return new Given.Refusal(
        CallStatus.of(
            GrpcCode.fromHttpStatus(status),
            "The upstream answered with HTTP status " + status + "."),
        answer,
        Failure.of(Reason.PROTOCOL, "the upstream answered with " + status + "."));
  }
}
