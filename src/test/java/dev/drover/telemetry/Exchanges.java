package dev.drover.telemetry;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Request.Peer;
import dev.drover.exchange.Request.Version;
import dev.drover.exchange.Wheel;
import dev.drover.status.GrpcCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

/** Makes exchanges whose time is told by the test. */
final class Exchanges {
  private long now = 1_000_000_000L;
  private final Wheel wheel = new Wheel(() -> now, 1_000_000, 64, when -> {});
  private int made;

  void pass(long millis) {
    now += millis * 1_000_000;
  }

  Exchange http(HttpMethod method, String path) {
    return of(method, path, HttpHeaders.headers());
  }

  Exchange grpc(String method) {
    return of(
        HttpMethod.POST,
        "/" + method,
        HttpHeaders.headers().add("content-type", "application/grpc"));
  }

  Exchange of(HttpMethod method, String path, MultiMap headers) {
    Head head = new Head(method, "api.example", path + "?token=secret", headers);
    Request request =
        new Request(
            head,
            path,
            "token=secret",
            Version.HTTP_2,
            "http",
            Body.none(),
            new Peer("192.0.2.7", 40123),
            "198.51.100.4");
    return new Exchange("id-" + ++made, request, wheel, failure -> {});
  }

  /** A gRPC call that takes so long and ends with that code. */
  void call(LoopTelemetry loop, String method, GrpcCode code, long millis) {
    Exchange exchange = grpc(method);
    loop.started(exchange);
    exchange.onEnd(failure -> loop.ended(exchange));
    exchange.routed("greeter", method);
    loop.routed(exchange);
    pass(millis);
    exchange.answered(200);
    exchange.answered(code);
    exchange.complete();
  }

  /** An HTTP request that takes so long and ends with that status. */
  void get(LoopTelemetry loop, String route, int status, long millis) {
    Exchange exchange = http(HttpMethod.GET, "/" + route);
    loop.started(exchange);
    exchange.onEnd(failure -> loop.ended(exchange));
    exchange.routed(route, "GET");
    pass(millis);
    exchange.answered(status);
    exchange.complete();
  }
}
