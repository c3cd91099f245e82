package dev.drover.server;

import dev.drover.exchange.Wheel;
import io.vertx.core.http.HttpServerRequest;

/**
 * What an HTTP/1.1 client still sends after its answer: read and dropped for a while, so that the
 * answer is not lost with the connection, which is closed then (RFC 9112, section 9.6).
 */
final class Remainder extends Wheel.Timer {
  private static final long MOST_BYTES = 256 << 10;
  private static final long MOST_NANOS = 1_000_000_000L;

  private final HttpServerRequest request;
  private long dropped;

  Remainder(HttpServerRequest request) {
    this.request = request;
  }

  void drop(Wheel wheel) {
    request.connection().closeHandler(nothing -> cancel());
    wheel.arm(this, wheel.now() + MOST_NANOS);
    request.handler(
        content -> {
          dropped += content.length();
          if (dropped > MOST_BYTES) {
            expire();
          }
        });
    request.endHandler(nothing -> expire());
    request.resume();
  }

  @Override
  protected void expire() {
    cancel();
    request.connection().close();
  }
}
