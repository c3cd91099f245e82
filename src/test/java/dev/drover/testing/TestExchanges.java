package dev.drover.testing;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Wheel;
import dev.drover.route.PathNormalizer;
import dev.drover.route.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

/** Exchanges without a connection, for tests of what looks at heads. */
public final class TestExchanges {
  private TestExchanges() {}

  /** A GET of 192.0.2.1. */
  public static Exchange get(String target, String... headers) {
    return of("GET", target, "192.0.2.1", headers);
  }

  /** A gRPC call of 192.0.2.1. */
  public static Exchange call(String path) {
    return of("POST", path, "192.0.2.1", "content-type", "application/grpc");
  }

  /** Any request; headers are names and values in turn. */
  public static Exchange of(String method, String target, String client, String... headers) {
    HttpMethod verb = HttpMethod.valueOf(method);
    Target parts = Target.parse(verb, target);
    MultiMap fields = HttpHeaders.headers();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    Request request =
        new Request(
            new Head(verb, "Api.Example.com.:8443", target, fields),
            PathNormalizer.of().normalize(parts.path()),
            parts.query(),
            Request.Version.HTTP_2,
            "https",
            Body.none(),
            new Request.Peer(client, 4711),
            client);
    return new Exchange("x", request, new Wheel(() -> 1, 1_000_000, 8, when -> {}), failure -> {});
  }
}
