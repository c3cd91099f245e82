package dev.drover.upstream;

import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** Which methods may be sent twice (RFC 9110, section 9.2.2). */
final class Idempotence {
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PUT,
          HttpMethod.DELETE);

  private Idempotence() {}

  static boolean of(HttpMethod method) {
    return METHODS.contains(method);
  }
}
