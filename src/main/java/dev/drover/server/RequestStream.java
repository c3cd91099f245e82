package dev.drover.server;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request: counted, bounded, and not waited for for ever. What it breaks
 * with ends the exchange; readers are told by that.
 */
final class RequestStream extends Wheel.Timer implements ReadStream<Buffer> {
  private final HttpServerRequest request;
  private final long stallNanos;
  private @Nullable Exchange exchange;
  private long bound = Long.MAX_VALUE;
  private long received;
  private boolean ended;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;

  /**
   * @param stallNanos how long the client may send nothing, while it is asked to; 0 for ever
   */
  RequestStream(HttpServerRequest request, long stallNanos) {
    this.request = request;
    this.stallNanos = stallNanos;
    request.handler(this::came);
    request.endHandler(this::finished);
  }

  void belongsTo(Exchange exchange) {
    this.exchange = exchange;
    exchange.onEnd(failure -> cancel());
  }

  /** Sets the most bytes that may come. */
  void bound(long bytes) {
    this.bound = bytes;
  }

  /** Whether the client has sent all of it. */
  boolean ended() {
    return ended;
  }

  private void came(Buffer content) {
    Exchange current = exchange;
    if (current == null || current.ended()) {
      return;
    }
    received += content.length();
    current.received(content.length());
    if (received > bound) {
      current.fail(
          Failure.of(
              Reason.TOO_LARGE,
              "The request's content is larger than the " + bound + " bytes allowed here."));
      return;
    }
    if (armed()) {
      current.wheel().arm(this, current.wheel().now() + stallNanos);
    }
    if (handler != null) {
      handler.handle(content);
    }
  }

  private void finished(@Nullable Void nothing) {
    ended = true;
    cancel();
    Exchange current = exchange;
    if (current != null && !current.ended() && endHandler != null) {
      endHandler.handle(null);
    }
  }

  @Override
  protected void expire() {
    Exchange current = exchange;
    if (current != null) {
      current.fail(
          Failure.of(
              Reason.REQUEST_TIMEOUT, "The rest of the request's content has not come in time."));
    }
  }

  @Override
  public RequestStream pause() {
    cancel();
    if (alive()) {
      request.pause();
    }
    return this;
  }

  @Override
  public RequestStream resume() {
    if (alive()) {
      Exchange current = exchange;
      if (stallNanos > 0 && current != null) {
        current.wheel().arm(this, current.wheel().now() + stallNanos);
      }
      request.resume();
    }
    return this;
  }

  private boolean alive() {
    return !ended && (exchange == null || !exchange.ended());
  }

  @Override
  public RequestStream fetch(long amount) {
    return amount > 0 ? resume() : this;
  }

  @Override
  public RequestStream handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public RequestStream endHandler(@Nullable Handler<Void> endHandler) {
    this.endHandler = endHandler;
    return this;
  }

  @Override
  public RequestStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this; // the exchange ends, and whoever reads hears of it there
  }
}
