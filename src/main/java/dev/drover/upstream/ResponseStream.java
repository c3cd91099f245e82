package dev.drover.upstream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The body of an upstream's answer; tells its attempt when it has been read. */
final class ResponseStream implements ReadStream<Buffer> {
  private final HttpClientResponse response;
  private final Attempt attempt;

  ResponseStream(HttpClientResponse response, Attempt attempt) {
    this.response = response;
    this.attempt = attempt;
  }

  @Override
  public ResponseStream handler(@Nullable Handler<Buffer> handler) {
    response.handler(handler);
    return this;
  }

  @Override
  public ResponseStream endHandler(@Nullable Handler<Void> handler) {
    response.endHandler(
        nothing -> {
          attempt.responseRead();
          if (handler != null) {
            handler.handle(null);
          }
        });
    return this;
  }

  @Override
  public ResponseStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    response.exceptionHandler(
        cause -> {
          attempt.broken(cause);
          if (handler != null) {
            handler.handle(attempt.bodyFailure(cause));
          }
        });
    return this;
  }

  @Override
  public ResponseStream pause() {
    response.pause();
    return this;
  }

  @Override
  public ResponseStream resume() {
    response.resume();
    return this;
  }

  @Override
  public ResponseStream fetch(long amount) {
    response.fetch(amount);
    return this;
  }
}
