package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of docs/aggregation.md: every way in which a call can fail, under every policy. */
@ExtendWith(NoLeaks.class)
class AggregateFailuresTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** How a call fails, and what its client is told of it. */
  private enum Way {
    REFUSED("\"upstream\": \"nobody\", \"path\": \"/\"", 502, "CONNECT_FAILED", "reached"),
    RESET("\"upstream\": \"origin\", \"path\": \"/cut\"", 502, "RESET_BEFORE_HEADERS", ""),
    NOT_FOUND("\"upstream\": \"origin\", \"path\": \"/404\"", 404, "CALL_FAILED", "status 404"),
    BROKEN("\"upstream\": \"origin\", \"path\": \"/500\"", 500, "CALL_FAILED", "status 500"),
    BAD_JSON("\"upstream\": \"origin\", \"path\": \"/bad\"", 200, "PROTOCOL", "not JSON"),
    TOO_LARGE("\"upstream\": \"origin\", \"path\": \"/large\"", 502, "MESSAGE_TOO_LARGE", "bytes"),
    LATE(
        "\"upstream\": \"origin\", \"path\": \"/never\", \"timeout\": \"150ms\"",
        504,
        "DEADLINE",
        "within 150 ms");

    private final String call;
    private final int status;
    private final String reason;
    private final String words;

    Way(String call, int status, String reason, String words) {
      this.call = call;
      this.status = status;
      this.reason = reason;
      this.words = words;
    }
  }

  private final ScriptedOrigin origin = ScriptedOrigin.start(AggregateFailuresTest::serve);
  private final int closed = closedPort();
  private final HttpClient client = HttpClients.http1();
  private final TestGateway gateway = TestGateway.start(config());

  private static int closedPort() {
    try (RawOrigin gone = RawOrigin.start(connection -> {})) {
      return gone.port();
    }
  }

  private static void serve(ScriptedOrigin.Call call) {
    switch (call.path()) {
      case "/cut" -> call.cut();
      case "/404" -> call.answer(404, "no");
      case "/500" -> call.answer(500, "no");
      case "/bad" -> call.answer(200, "{\"a\":", "content-type", "application/json");
      case "/large" ->
          call.answer(200, "\"" + "x".repeat(3000) + "\"", "content-type", "text/json");
      case "/never" -> {}
      default -> call.answer(200, "{\"fine\":true}", "content-type", "application/json");
    }
  }

  private String config() {
    JsonArray routes = new JsonArray();
    for (Way way : Way.values()) {
      routes.add(route(way, "all", "", "/never"));
      routes.add(route(way, "partial", "", "/good"));
      routes.add(route(way, "first", "", "/good"));
      routes.add(route(way, "fallback", ", \"fallback\": {\"none\": 1}", "/good"));
      routes.add(route(way, "optional", ", \"need\": \"optional\"", "/good"));
    }
    JsonObject upstream =
        new JsonObject()
            .put("protocol", "http")
            .put("version", "http-2")
            .put("outliers", new JsonObject().put("enabled", false))
            .put("endpoints", new JsonArray().add("127.0.0.1:" + origin.port()));
    return new JsonObject()
        .put(
            "listeners",
            new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
        .put("accessLog", new JsonObject().put("enabled", false))
        .put(
            "upstreams",
            new JsonObject()
                .put("origin", upstream)
                .put(
                    "nobody",
                    upstream.copy().put("endpoints", new JsonArray().add("127.0.0.1:" + closed))))
        .put("routes", routes)
        .encode();
  }

  private static JsonObject route(Way way, String policy, String more, String other) {
    boolean named = List.of("all", "partial", "first").contains(policy);
    return new JsonObject(
        """
        {"id": "%s-%s", "match": {"path": "/%s/%s"},
         "aggregate": {"policy": "%s", "maxBytes": "2KiB", "calls": {
           "bad": {%s%s},
           "other": {"upstream": "origin", "path": "%s"}}}}
        """
            .formatted(way, policy, way, policy, named ? policy : "all", way.call, more, other));
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private HttpResponse<String> get(Way way, String policy)
      throws IOException, InterruptedException {
    return HttpClients.get(client, gateway.url("/" + way + "/" + policy));
  }

  static Stream<Arguments> ways() {
    return Stream.of(Way.values()).map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyWayOfFailingUnderEveryPolicy(Way way) throws Exception {
    HttpResponse<String> all = get(way, "all");
    assertThat(all.statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(all.body())
        .contains("\"reason\":\"" + way.reason + "\"", "The call \\\"bad\\\" has failed.")
        .contains(way.words);
    Eventually.await(
        () -> origin.inFlight() == 0, SOON, "The other call was not cancelled: " + way);

    HttpResponse<String> partial = get(way, "partial");
    assertThat(partial.statusCode()).isEqualTo(200);
    JsonObject content = new JsonObject(partial.body());
    assertThat(content.getJsonObject("other").getBoolean("fine")).isTrue();
    assertThat(content.getValue("bad")).isNull();
    JsonObject error = content.getJsonArray("errors").getJsonObject(0);
    assertThat(error.getString("call")).isEqualTo("bad");
    assertThat(error.getInteger("status")).isEqualTo(way.status);
    assertThat(error.getString("reason")).contains(way.words).endsWith(".");

    assertThat(get(way, "first").body()).isEqualTo("{\"fine\":true}");
    assertThat(get(way, "fallback").body())
        .isEqualTo("{\"bad\":{\"none\":1},\"other\":{\"fine\":true}}");
    assertThat(get(way, "optional").body()).isEqualTo("{\"bad\":null,\"other\":{\"fine\":true}}");
    Eventually.await(() -> origin.inFlight() == 0, SOON, "Calls are left over: " + way);
  }

  @Test
  void aClientThatLeavesCancelsEverything() {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            HttpClients.request(gateway.url("/LATE/all").replace("LATE", "NOT_FOUND")).build(),
            HttpResponse.BodyHandlers.ofString());
    answer.join();
    CompletableFuture<HttpResponse<String>> left =
        client.sendAsync(
            HttpClients.request(gateway.url("/LATE/all")).build(),
            HttpResponse.BodyHandlers.ofString());
    Eventually.await(() -> origin.inFlight() == 2, SOON, "The calls have not come.");
    left.cancel(true);
    Eventually.await(() -> origin.inFlight() == 0, SOON, "The calls go on.");
  }
}
