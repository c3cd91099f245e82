package dev.drover.server;

import io.vertx.core.http.HttpServerRequest;

/**
 * What an HTTP/1.1 client still sends after its answer: read and dropped up to a bound, so that the
 * connection can serve another request, and closed beyond it.
 */
final class Remainder {
  private static final long BOUND = 256 << 10;

  private final HttpServerRequest request;
  private long dropped;

  Remainder(HttpServerRequest request) {
    this.request = request;
  }

  void drop() {
    if (request.isEnded()) {
      return;
    }
    request.handler(
        content -> {
          dropped += content.length();
          if (dropped > BOUND) {
            request.connection().close();
          }
        });
    request.endHandler(nothing -> {});
    request.resume();
  }
}
