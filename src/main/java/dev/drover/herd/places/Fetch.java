package dev.drover.herd.places;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;

/** The way to the Places API: one of the gateway's upstreams. */
@FunctionalInterface
public interface Fetch {
  /**
   * A request.
   *
   * @param target path and query; it may hold a key, so it is not to be logged
   */
  record Question(
      HttpMethod method,
      String target,
      Map<String, String> headers,
      Buffer body,
      Duration timeout) {}

  /** A response, whatever its status. */
  record Answer(int status, Buffer body) {}

  /** Asks; fails when no response comes. */
  Future<Answer> fetch(Question question);
}
