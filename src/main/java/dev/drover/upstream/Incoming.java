package dev.drover.upstream;

import dev.drover.exchange.Body;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The content of an upstream's answer, paused until someone reads it. */
final class Incoming implements ReadStream<Buffer> {
  private final HttpClientStream stream;
  private long bytes;
  private MultiMap trailers = Body.NO_TRAILERS;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;

  /**
   * @param ended told before the reader when all has been read
   */
  Incoming(HttpClientStream stream, Runnable ended) {
    this.stream = stream;
    stream.doPause();
    stream.endHandler(
        last -> {
          trailers = last;
          ended.run();
          if (endHandler != null) {
            endHandler.handle(null);
          }
        });
  }

  /** How much content has come. */
  long bytes() {
    return bytes;
  }

  /** What came after the content. */
  MultiMap trailers() {
    return trailers;
  }

  /** The content will not be complete. */
  void broke(Throwable cause) {
    if (exceptionHandler != null) {
      exceptionHandler.handle(cause);
    }
  }

  /**
   * Nobody wants it: it is read and thrown away.
   *
   * @param tooMuch called when it is longer than {@code most} bytes
   */
  void drop(int most, Runnable tooMuch) {
    int[] dropped = new int[1];
    handler(
        buffer -> {
          dropped[0] += buffer.length();
          if (dropped[0] > most) {
            tooMuch.run();
          }
        });
    resume();
  }

  @Override
  public Incoming handler(@Nullable Handler<Buffer> handler) {
    stream.chunkHandler(
        handler == null
            ? null
            : buffer -> {
              bytes += buffer.length();
              handler.handle(buffer);
            });
    return this;
  }

  @Override
  public Incoming endHandler(@Nullable Handler<Void> handler) {
    endHandler = handler;
    return this;
  }

  @Override
  public Incoming exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  @Override
  public Incoming pause() {
    stream.doPause();
    return this;
  }

  @Override
  public Incoming resume() {
    stream.doFetch(Long.MAX_VALUE);
    return this;
  }

  @Override
  public Incoming fetch(long amount) {
    stream.doFetch(amount);
    return this;
  }
}
