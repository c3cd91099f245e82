package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.InvalidConfig;
import dev.drover.testing.Eventually;
import dev.drover.testing.Futures;
import dev.drover.testing.Greeters;
import dev.drover.testing.HeldOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.ReflectingOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another configuration takes the place of the one that is in use, and no client notices. */
@ExtendWith(NoLeaks.class)
class ReloadTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final HttpClient client = HttpClients.http1();

  private static List<String> reload(TestGateway gateway, TestConfig config) {
    return reload(gateway, config.json().encode());
  }

  private static List<String> reload(TestGateway gateway, String json) {
    return Futures.await(gateway.gateway().reload(json, "next"));
  }

  private String body(TestGateway gateway, String path) throws Exception {
    return HttpClients.get(client, gateway.url(path)).body();
  }

  private CompletableFuture<HttpResponse<String>> getAsync(TestGateway gateway, String path) {
    return client.sendAsync(
        HttpClients.request(gateway.url(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String respond(String words) {
    return """
        {"id": "own", "match": {"path": "/own"}, "respond": {"body": "%s"}}"""
        .formatted(words);
  }

  @Test
  void routesComeChangeAndGo() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("origin"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      assertThat(body(gateway, "/own")).isEqualTo("origin");

      assertThat(reload(gateway, TestConfig.http(origin.port()).before(respond("one"))))
          .containsExactly("Route own is new.");
      assertThat(body(gateway, "/own")).isEqualTo("one");
      assertThat(reload(gateway, TestConfig.http(origin.port()).before(respond("two"))))
          .containsExactly("Route own has changed.");
      assertThat(body(gateway, "/own")).isEqualTo("two");
      assertThat(reload(gateway, TestConfig.http(origin.port())))
          .containsExactly("Route own is gone.");
      assertThat(body(gateway, "/own")).isEqualTo("origin");
      assertThat(reload(gateway, TestConfig.http(origin.port()))).isEmpty();

      assertThat(origin.connections()).as("connections of an upstream that stays").isEqualTo(1);
    }
  }

  @Test
  void whatIsUnderWayEndsWhereItIs() throws Exception {
    try (HeldOrigin before = HeldOrigin.holding(100);
        RawOrigin after = RawOrigin.answering(RawOrigin.ok("after"));
        TestGateway gateway = TestConfig.http(before.port()).start()) {
      CompletableFuture<HttpResponse<String>> early = getAsync(gateway, "/early");
      Eventually.await(() -> before.requests() == 1, SOON, "It does not come.");

      assertThat(reload(gateway, TestConfig.http(after.port())))
          .containsExactly("Upstream origin has changed.");
      assertThat(body(gateway, "/late")).isEqualTo("after");
      assertThat(early).isNotDone();

      before.release();
      assertThat(early.get(10, TimeUnit.SECONDS).body()).isEqualTo("ok");
      Eventually.await(() -> before.open() == 0, SOON, "The old connections are kept.");
    }
  }

  @Test
  void noRequestFailsWhileConfigurationsComeAndGo() throws Exception {
    try (RawOrigin one = RawOrigin.answering(RawOrigin.ok("one"));
        RawOrigin two = RawOrigin.answering(RawOrigin.ok("two"));
        TestGateway gateway = TestGateway.start(TestConfig.http(one.port()).json().encode(), 2)) {
      AtomicBoolean enough = new AtomicBoolean();
      AtomicInteger good = new AtomicInteger();
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  while (!enough.get()) {
                    call(gateway);
                    good.incrementAndGet();
                  }
                }));
      }
      for (int i = 0; i < 40; i++) {
        reload(gateway, TestConfig.http(i % 2 == 0 ? two.port() : one.port()));
      }
      enough.set(true);
      for (CompletableFuture<Void> caller : callers) {
        caller.get(20, TimeUnit.SECONDS);
      }
      assertThat(good.get()).isPositive();
      assertThat(one.requests().size() + two.requests().size()).isEqualTo(good.get());
    }
  }

  private void call(TestGateway gateway) {
    try {
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode()).isEqualTo(200);
    } catch (Exception failed) {
      throw new CompletionException(failed);
    }
  }

  @Test
  void oneThatCannotBeUsedChangesNothing() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("origin"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      TestConfig broken =
          TestConfig.http(origin.port())
              .route("relay", "nowhere")
              .route("timeout", "soon")
              .before(respond("new"));
      assertThatThrownBy(() -> reload(gateway, broken))
          .isInstanceOfSatisfying(
              InvalidConfig.class,
              invalid ->
                  assertThat(invalid.problems())
                      .extracting("pointer")
                      .contains("/routes/1/timeout", "/routes/1/relay"));
      assertThatThrownBy(() -> reload(gateway, "{")).isInstanceOf(InvalidConfig.class);
      assertThat(body(gateway, "/own")).isEqualTo("origin");

      assertThat(reload(gateway, TestConfig.http(origin.port()).before(respond("new"))))
          .as("the next one is not kept from its place")
          .hasSize(1);
    }
  }

  @Test
  void whatNeedsAnotherStartIsRefused() {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("origin"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      TestConfig other =
          TestConfig.http(origin.port())
              .listener("port", 1)
              .with("guard", "{\"memory\": 90}")
              .before(respond("new"));
      assertThatThrownBy(() -> reload(gateway, other))
          .hasMessageContaining("/guard: this cannot change while the gateway runs")
          .hasMessageContaining("/listeners: this cannot change");
    }
  }

  @Test
  void aFilterThatStaysGoesOnCounting() throws Exception {
    JsonObject twice =
        new JsonObject(
            """
            {"rateLimit": {"limits": [{"requests": 2, "window": "1h"}]}}""");
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("origin"));
        TestGateway gateway = limited(origin, twice).start()) {
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode()).isEqualTo(200);

      reload(gateway, limited(origin, twice).before(respond("new")));
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode()).isEqualTo(200);
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode()).isEqualTo(429);

      JsonObject thrice = new JsonObject(twice.encode().replace("2,", "3,"));
      reload(gateway, limited(origin, thrice));
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode()).isEqualTo(200);
    }
  }

  private static TestConfig limited(RawOrigin origin, JsonObject filter) {
    return TestConfig.http(origin.port()).route("filters", new JsonArray().add(filter));
  }

  @Test
  void aStreamThatNeverEndsKeepsOldConfigurationsForAWhileOnly() {
    try (HeldOrigin origin = HeldOrigin.holding(100);
        RawOrigin other = RawOrigin.answering(RawOrigin.ok("other"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      CompletableFuture<HttpResponse<String>> endless = getAsync(gateway, "/endless");
      Eventually.await(() -> origin.requests() == 1, SOON, "It does not come.");
      for (int i = 0; i < 8; i++) {
        reload(gateway, TestConfig.http(other.port()).pool("connections", i + 2));
      }
      assertThat(endless).isNotDone();

      reload(gateway, TestConfig.http(other.port()));
      HttpResponse<String> answer = endless.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("The configuration has changed many times");
    }
  }

  @Test
  void aServiceThatIsNewIsKnownBeforeItsFirstRequest() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("origin"));
        ReflectingOrigin greeter =
            ReflectingOrigin.start(Greeters.file("SayHello"), "helloworld.Greeter/SayHello");
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      JsonObject next = TestConfig.http(origin.port()).json();
      next.getJsonObject("upstreams")
          .put(
              "greeter",
              new JsonObject()
                  .put("protocol", "grpc")
                  .put("endpoints", new JsonArray().add("127.0.0.1:" + greeter.port())));
      next.getJsonArray("routes")
          .add(
              0,
              new JsonObject()
                  .put("id", "greet")
                  .put("match", new JsonObject().put("prefix", "/v1"))
                  .put("transcode", "greeter"));
      assertThat(reload(gateway, next.encode())).hasSize(2);

      HttpResponse<String> answer = HttpClients.get(client, gateway.url("/v1/SayHello/Ada"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }
}
