package dev.drover.matrix;

import dev.drover.testing.HttpClients;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** What the clients over HTTP have in common: a request, its content, all of the answer. */
abstract class HttpClientOf implements Client {
  final boolean http2;
  private final HttpClientAgent client;
  private final int port;
  private final String label;
  private final String codec;

  HttpClientOf(Vertx vertx, int port, boolean http2, String label, String codec) {
    this.client = http2 ? HttpClients.vertxHttp2(vertx) : HttpClients.vertxHttp1(vertx, 64);
    this.port = port;
    this.http2 = http2;
    this.label = label + (http2 ? ", HTTP/2" : ", HTTP/1.1");
    this.codec = codec;
  }

  @Override
  public final String label() {
    return label;
  }

  @Override
  public final String codec() {
    return codec;
  }

  /** All of an answer. */
  record Whole(int status, MultiMap headers, byte[] body) {}

  /** Path and query. */
  abstract String target(Ask ask);

  abstract MultiMap headers(Ask ask);

  abstract Buffer content(Ask ask);

  abstract Answer read(Ask ask, Whole whole);

  HttpMethod method() {
    return HttpMethod.POST;
  }

  @Override
  public final Running start(Ask ask) {
    Promise<Void> given = Promise.promise();
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setMethod(method())
            .setURI(target(ask))
            .setHeaders(headers(ask));
    Future<Answer> answer =
        client
            .request(options)
            .compose(
                request -> {
                  request.exceptionHandler(broken -> {});
                  given.future().onSuccess(up -> request.reset());
                  Future<Whole> whole = whole(request);
                  Future<Void> written =
                      method() == HttpMethod.GET ? request.end() : request.end(content(ask));
                  return written.compose(end -> whole);
                })
            .map(whole -> read(ask, whole));
    return new Running(answer, given::tryComplete);
  }

  private static Future<Whole> whole(HttpClientRequest request) {
    return request
        .response()
        .compose(
            response -> {
              Promise<Whole> promise = Promise.promise();
              Buffer body = Buffer.buffer();
              response.handler(body::appendBuffer);
              response.exceptionHandler(promise::tryFail);
              response.endHandler(
                  end ->
                      promise.tryComplete(
                          new Whole(response.statusCode(), response.headers(), body.getBytes())));
              return promise.future();
            });
  }

  static MultiMap fields(String... pairs) {
    MultiMap fields = HttpHeaders.headers();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.set(pairs[i], pairs[i + 1]);
    }
    return fields;
  }
}
