package dev.drover.server;

import dev.drover.status.Reason;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Answers an HTTP/1 request whose head could not be read, and closes the connection, since nobody
 * knows where the next request begins.
 */
public final class InvalidRequests implements Handler<HttpServerRequest> {
  @Override
  public void handle(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Reason reason = reason(cause);
    request
        .response()
        .setStatusCode(reason.http())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(problem(reason))
        .onComplete(written -> request.connection().close());
  }

  static Reason reason(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Reason.URI_TOO_LONG;
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Reason.HEADERS_TOO_LARGE;
    }
    return cause instanceof StrictRequestDecoder.HeadTimeout
        ? Reason.REQUEST_TIMEOUT
        : Reason.MALFORMED;
  }

  /** Problem details (RFC 9457); a detail that quotes the request is left out. */
  private static String problem(Reason reason) {
    return "{\"type\":\"about:blank\",\"title\":\""
        + reason.title()
        + "\",\"status\":"
        + reason.http()
        + "}";
  }
}
