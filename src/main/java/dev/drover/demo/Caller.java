package dev.drover.demo;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes calls, one after the other, and says what came of each. */
final class Caller {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http1;
  private final HttpClient http2;
  private final Address address;

  Caller(Vertx vertx, Address address) {
    this.address = address;
    this.http1 = vertx.createHttpClient(new HttpClientOptions());
    this.http2 =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2ConnectionWindowSize(4 << 20));
  }

  /**
   * What came of a call.
   *
   * @param label the statuses
   * @param complaint what is wrong; empty when nothing is
   */
  record Result(Call call, String label, Duration took, Optional<String> complaint) {}

  /** Makes one call as often as it says; never fails. */
  Future<Result> make(Call call) {
    long began = System.nanoTime();
    return repeat(call, new ArrayList<>())
        .map(answers -> result(call, answers, began, call.expectation().complaint(answers)))
        .otherwise(thrown -> result(call, List.of(), began, Optional.of("no answer: " + thrown)));
  }

  private static Result result(
      Call call, List<Answer> answers, long began, Optional<String> complaint) {
    String label = String.join(" ", answers.stream().map(Answer::label).toList());
    return new Result(
        call,
        label.isEmpty() ? "-" : label,
        Duration.ofNanos(System.nanoTime() - began),
        complaint);
  }

  private Future<List<Answer>> repeat(Call call, List<Answer> answers) {
    if (answers.size() == call.times()) {
      return Future.succeededFuture(answers);
    }
    return once(call)
        .compose(
            answer -> {
              answers.add(answer);
              return repeat(call, answers);
            });
  }

  private Future<Answer> once(Call call) {
    RequestOptions options =
        new RequestOptions()
            .setHost("localhost")
            .setPort(address.port(call.door()))
            .setMethod(call.method())
            .setURI(call.target())
            .setIdleTimeout(PATIENCE.toMillis());
    call.headers().forEach(options::putHeader);
    HttpClient client = call.version() == HttpVersion.HTTP_2 ? http2 : http1;
    return client
        .request(options)
        .compose(
            request ->
                call.upgrades()
                    ? request.connect().map(response -> shake(request, response))
                    : request.send(call.content().bytes()).compose(Caller::read));
  }

  private static Answer shake(HttpClientRequest request, HttpClientResponse response) {
    Answer answer =
        new Answer(
            response.statusCode(),
            response.headers(),
            MultiMap.caseInsensitiveMultiMap(),
            Buffer.buffer(),
            0);
    request.connection().close();
    return answer;
  }

  private static Future<Answer> read(HttpClientResponse response) {
    Buffer begin = Buffer.buffer();
    long[] length = {0};
    Promise<Answer> whole = Promise.promise();
    response.handler(
        part -> {
          length[0] += part.length();
          int room = Math.min(part.length(), Answer.KEPT - begin.length());
          begin.appendBuffer(part, 0, room);
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        end ->
            whole.tryComplete(
                new Answer(
                    response.statusCode(),
                    response.headers(),
                    response.trailers(),
                    begin,
                    length[0])));
    return whole.future();
  }
}
