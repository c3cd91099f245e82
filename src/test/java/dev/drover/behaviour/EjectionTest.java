package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Endpoints that do badly, levels of priority, limits for each endpoint, and the breaker. */
@ExtendWith(NoLeaks.class)
class EjectionTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final byte[] NOTHING = {};

  @Test
  void anEndpointThatFailsIsLeftAloneAndComesBackByProbes() {
    try (ScriptedOrigin bad = ScriptedOrigin.counting(0, call -> call.answer(500, "no"));
        ScriptedOrigin good = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        TestGateway gateway =
            TestConfig.http(bad.port(), good.port())
                .upstream(
                    "outliers",
                    new JsonObject().put("failures", 3).put("ejection", "500ms").put("probes", 2))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 20; i++) {
        calls.send("GET", "/", NOTHING);
      }
      assertThat(bad.count()).isBetween(3, 6);
      assertThat(gateway.gateway().metrics())
          .contains("drover_upstream_ejections_total{upstream=\"origin\"} ");

      bad.change(call -> call.answer(200, "yes again"));
      int before = bad.count();
      Eventually.await(
          () -> {
            calls.send("GET", "/", NOTHING);
            return bad.count() > before + 10;
          },
          SOON,
          "It does not come back.");
    }
  }

  @Test
  void anEndpointThatStallsIsLeftAloneEvenWhenTheClientsGiveUp() {
    try (ScriptedOrigin stalled = ScriptedOrigin.counting(0, call -> {});
        ScriptedOrigin good = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        TestGateway gateway =
            TestConfig.http(stalled.port(), good.port()).route("timeout", "200ms").start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      int late = 0;
      for (int i = 0; i < 40; i++) {
        late += calls.send("GET", "/", NOTHING).status() == 504 ? 1 : 0;
      }
      assertThat(late).isBetween(5, 10);
      assertThat(stalled.count()).isEqualTo(late);
    }
  }

  @Test
  void aClientsMistakesAreNotTheEndpoints() {
    try (ScriptedOrigin origin = ScriptedOrigin.counting(0, call -> call.answer(404, "no"));
        ScriptedOrigin other = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        TestGateway gateway = TestConfig.http(origin.port(), other.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 40; i++) {
        calls.send("GET", "/", NOTHING);
      }
      assertThat(origin.count()).isEqualTo(20);
    }
  }

  @Test
  void theNextPriorityTakesOverWhenTheFirstIsGone() {
    ScriptedOrigin second = ScriptedOrigin.counting(0, call -> call.answer(200, "second"));
    ScriptedOrigin first = ScriptedOrigin.counting(0, call -> call.answer(200, "first"));
    JsonArray endpoints =
        new JsonArray()
            .add(new JsonObject().put("address", "127.0.0.1:" + first.port()))
            .add(new JsonObject().put("address", "127.0.0.1:" + second.port()).put("priority", 1));
    try (second;
        TestGateway gateway = TestConfig.http().upstream("endpoints", endpoints).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 10; i++) {
        assertThat(calls.send("GET", "/", NOTHING).text()).isEqualTo("first");
      }
      first.close();
      for (int i = 0; i < 10; i++) {
        assertThat(calls.send("GET", "/", NOTHING).text()).isEqualTo("second");
      }
    }
  }

  @Test
  void endpointsOfTheOwnZoneComeFirst() {
    try (ScriptedOrigin near = ScriptedOrigin.counting(0, call -> call.answer(200, "near"));
        ScriptedOrigin far = ScriptedOrigin.counting(0, call -> call.answer(200, "far"))) {
      JsonArray endpoints =
          new JsonArray()
              .add(new JsonObject().put("address", "127.0.0.1:" + far.port()).put("zone", "b"))
              .add(new JsonObject().put("address", "127.0.0.1:" + near.port()).put("zone", "a"));
      try (TestGateway gateway =
              TestConfig.http()
                  .upstream("endpoints", endpoints)
                  .upstream("balance", new JsonObject().put("zone", "a"))
                  .start();
          Http2Calls calls = Http2Calls.to(gateway.port())) {
        for (int i = 0; i < 10; i++) {
          assertThat(calls.send("GET", "/", NOTHING).text()).isEqualTo("near");
        }
      }
    }
  }

  @Test
  void anEndpointGetsNoMoreThanItMay() {
    try (ScriptedOrigin first = ScriptedOrigin.counting(0, call -> {});
        ScriptedOrigin second = ScriptedOrigin.counting(0, call -> {});
        TestGateway gateway =
            TestConfig.http(first.port(), second.port()).upstream("endpointLimit", 3).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<Future<Http2Calls.Answer>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(calls.start("GET", "/", NOTHING));
      }
      Eventually.await(
          () -> all.stream().filter(Future::isComplete).count() == 2, SOON, "Two are refused.");
      Eventually.await(
          () -> first.inFlight() == 3 && second.inFlight() == 3, SOON, "Six are under way.");
      all.stream()
          .filter(Future::isComplete)
          .forEach(refused -> assertThat(refused.result().status()).isEqualTo(503));
    }
  }

  @Test
  void theBreakerOpensAndClosesAgain() {
    try (ScriptedOrigin origin = ScriptedOrigin.counting(0, call -> call.answer(503, "no"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .upstream("outliers", new JsonObject().put("enabled", false))
                .upstream(
                    "breaker",
                    new JsonObject().put("calls", 10).put("open", "300ms").put("trials", 2))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 20; i++) {
        calls.send("GET", "/", NOTHING);
      }
      assertThat(origin.count()).isLessThan(20);
      Http2Calls.Answer refused = calls.send("GET", "/", NOTHING);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers().get("retry-after")).isNotNull();

      origin.change(call -> call.answer(200, "yes"));
      Eventually.await(
          () -> calls.send("GET", "/", NOTHING).status() == 200, SOON, "It stays open.");
      for (int i = 0; i < 5; i++) {
        assertThat(calls.send("GET", "/", NOTHING).status()).isEqualTo(200);
      }
    }
  }
}
