package dev.drover.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/**
 * An answer on its way to the client: one shape for gRPC and HTTP.
 *
 * @param status the HTTP status
 * @param headers without pseudo and hop-by-hop headers; filters may change it in place
 * @param body what follows; a stream is still paused
 */
public record Response(int status, MultiMap headers, Body body) {
  /** An answer without content. */
  public static Response of(int status) {
    return new Response(status, HttpHeaders.headers(), Body.none());
  }

  /** A small answer that is known as a whole. */
  public static Response of(int status, String contentType, Buffer content) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
    return new Response(status, headers, Body.of(content));
  }
}
