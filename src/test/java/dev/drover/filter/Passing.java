package dev.drover.filter;

import dev.drover.config.ConfigReader;
import dev.drover.config.TasksConfig;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Request.Peer;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.limit.Peers;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.task.Tasks;
import dev.drover.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Sends exchanges through one filter, without sockets. */
public final class Passing {
  /** What became of a request that the filter let through. */
  public static final String PASSED = "PASSED";

  private Passing() {}

  /** A request with header fields: names and values in turn. */
  public static Exchange exchange(Peer peer, String target, String... fields) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    Request request =
        new Request(
            new Head(HttpMethod.GET, "api.example", target, headers),
            "/",
            null,
            Request.Version.HTTP_1_1,
            "http",
            Body.none(),
            peer,
            peer.address());
    return new Exchange("id", request, new Wheel(() -> 0, 1_000_000, 64, when -> {}), end -> {});
  }

  /** The same from anywhere. */
  public static Exchange exchange(String target, String... fields) {
    return exchange(new Peer("192.0.2.1", 4711), target, fields);
  }

  /** What a factory is given. */
  public static FilterFactory.Parts parts(Vertx vertx) {
    Map<String, Object> made = new HashMap<>();
    return new FilterFactory.Parts(
        "all",
        vertx,
        new Schemas(Map.of()),
        name -> {
          throw new IllegalArgumentException(name);
        },
        new Telemetry().loop(),
        Peers.NONE,
        new FilterFactory.Shared() {
          @Override
          public String name() {
            return "all";
          }

          @Override
          @SuppressWarnings("unchecked")
          public <T> T once(Supplier<T> make) {
            return (T) made.computeIfAbsent("", absent -> make.get());
          }
        },
        new Tasks(
                ConfigReader.defaults(TasksConfig.class),
                Map.of(),
                "test",
                new SimpleMeterRegistry())
            .dispatch(vertx));
  }

  /** {@link #PASSED}, or the reason of the refusal with its note; the filter must not wait. */
  public static String outcome(Filter filter, Exchange exchange) {
    Future<Response> answer;
    try {
      answer = filter.apply(exchange, passed -> Future.succeededFuture(Response.of(200)));
    } catch (Failure thrown) {
      return thrown.reason() + " " + thrown.note();
    }
    if (!answer.isComplete()) {
      throw new AssertionError("The filter waits.");
    }
    return answer.succeeded()
        ? PASSED
        : Failure.from(answer.cause()).reason() + " " + Failure.from(answer.cause()).note();
  }
}
