package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.herd.HerdState;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Relay;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SharingNodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes of a herd eject together, divide limits, and pause together. */
@ExtendWith(NoLeaks.class)
class HerdStateTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final byte[] NOTHING = {};

  private static JsonObject outliers() {
    return new JsonObject()
        .put("failures", 3)
        .put("ejection", "5s")
        .put("longest", "5s")
        .put("probes", 1)
        .put("herd", new JsonObject().put("nodes", 2));
  }

  private static void send(SharingNodes nodes, int node, int times) {
    try (Http2Calls calls = Http2Calls.to(nodes.gateway(node).port())) {
      for (int i = 0; i < times; i++) {
        calls.send("GET", "/", NOTHING);
      }
    }
  }

  private static HerdState.Shared shared(SharingNodes nodes, int node) {
    return nodes.state(node).shared();
  }

  @Test
  void whatTwoNodesHaveSeenFailIsOutForTheThird() {
    try (ScriptedOrigin bad = ScriptedOrigin.counting(0, call -> call.answer(500, "no"));
        ScriptedOrigin good = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        SharingNodes nodes =
            SharingNodes.of(3)
                .upstream("outliers", outliers())
                .endpoints(List.of(bad.port(), good.port()))
                .start()) {
      send(nodes, 0, 10);
      Eventually.await(
          () -> shared(nodes, 2).ejections().size() == 1, SOON, "The third has not heard.");
      assertThat(shared(nodes, 2).ejections().get(0).out()).isFalse();
      send(nodes, 1, 10);
      Eventually.await(
          () -> shared(nodes, 2).ejections().stream().anyMatch(HerdState.Ejection::out),
          SOON,
          "It is not out for all.");
      Eventually.await(
          () -> nodes.ejected(2), SOON, "The third node's event loop has not been told.");
      int before = bad.count();
      send(nodes, 2, 20);
      assertThat(bad.count()).isEqualTo(before);
      assertThat(shared(nodes, 2).ejections().get(0).witnesses()).containsExactly("n0", "n1");
    }
  }

  @Test
  void aNodeWhoseOwnNetworkIsCutEjectsOnlyForItself() {
    try (ScriptedOrigin one = ScriptedOrigin.counting(0, SharingNodes::refuseCut);
        ScriptedOrigin other = ScriptedOrigin.counting(0, SharingNodes::refuseCut);
        SharingNodes nodes =
            SharingNodes.of(3)
                .loops(2)
                .upstream("outliers", outliers().put("share", 100))
                .endpoints(List.of(one.port(), other.port()))
                .start()) {
      try (Http2Calls a = Http2Calls.to(nodes.gateway(0).port());
          Http2Calls b = Http2Calls.to(nodes.gateway(0).port())) {
        for (int i = 0; i < 10; i++) {
          a.send("GET", "/", NOTHING, "x-cut", "true");
          b.send("GET", "/", NOTHING, "x-cut", "true");
        }
      }
      Eventually.await(
          () -> shared(nodes, 1).ejections().size() == 2, SOON, "The others have not heard.");
      assertThat(shared(nodes, 1).ejections()).noneMatch(HerdState.Ejection::out);
      int before = one.count() + other.count();
      try (Http2Calls calls = Http2Calls.to(nodes.gateway(1).port())) {
        for (int i = 0; i < 20; i++) {
          assertThat(calls.send("GET", "/", NOTHING).status()).isEqualTo(200);
        }
      }
      assertThat(one.count() + other.count() - before).isEqualTo(20);
      assertThat(one.count()).isGreaterThan(10);
    }
  }

  @Test
  void aNodeWhoseWayToTheOriginsIsCutEjectsOnlyForItself() {
    try (ScriptedOrigin one = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        ScriptedOrigin other = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        Relay first = Relay.to(one.port());
        Relay second = Relay.to(other.port());
        SharingNodes nodes =
            SharingNodes.of(3)
                .hosts(0, Relay.HOST + " origin.test")
                .hosts(1, "127.0.0.1 origin.test")
                .hosts(2, "127.0.0.1 origin.test")
                .upstream("outliers", outliers().put("share", 100))
                .upstream(
                    "endpoints",
                    JsonArray.of("origin.test:" + one.port(), "origin.test:" + other.port()))
                .start()) {
      for (int node = 0; node < 3; node++) {
        assertThat(nodes.calls(node).send("GET", "/", NOTHING).status()).isEqualTo(200);
      }
      first.cut();
      second.cut();
      Eventually.await(
          () -> {
            assertThat(nodes.calls(0).send("GET", "/", NOTHING).status()).isGreaterThan(500);
            return shared(nodes, 1).ejections().size() == 2;
          },
          SOON,
          "The others have not heard that the first one ejects.");
      assertThat(shared(nodes, 1).ejections())
          .allMatch(told -> told.witnesses().equals(List.of("n0")) && !told.out());
      int before = one.count() + other.count();
      for (int i = 0; i < 20; i++) {
        assertThat(nodes.calls(1).send("GET", "/", NOTHING).status()).isEqualTo(200);
        assertThat(nodes.calls(2).send("GET", "/", NOTHING).status()).isEqualTo(200);
      }
      assertThat(one.count() + other.count() - before).isEqualTo(40);
      assertThat(nodes.ejected(1)).isFalse();
      assertThat(nodes.ejected(2)).isFalse();
    }
  }

  @Test
  void afterAReloadItTakesAsManyNodesAsTheNewConfigurationSays() {
    try (ScriptedOrigin bad = ScriptedOrigin.counting(0, call -> call.answer(500, "no"));
        ScriptedOrigin good = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        SharingNodes nodes =
            SharingNodes.of(2)
                .upstream("outliers", outliers().put("ejection", "20s").put("longest", "20s"))
                .endpoints(List.of(bad.port(), good.port()))
                .start()) {
      send(nodes, 0, 10);
      Eventually.await(
          () -> shared(nodes, 1).ejections().size() == 1, SOON, "The other has not heard.");
      assertThat(nodes.ejected(1)).isFalse();
      JsonObject config = nodes.config(1);
      config
          .getJsonObject("upstreams")
          .getJsonObject("origin")
          .getJsonObject("outliers")
          .put("herd", new JsonObject().put("nodes", 1));
      Http2Calls.await(nodes.gateway(1).gateway().reload(config.encode(), "test"));
      Eventually.await(() -> nodes.ejected(1), SOON, "The old number of nodes is still asked for.");
      Eventually.await(
          () -> shared(nodes, 1).ejections().size() == 1, SOON, "The old one is still kept.");
    }
  }

  @Test
  void aNodeThatTriesItAgainPutsItBackForAll() {
    try (ScriptedOrigin bad = ScriptedOrigin.counting(0, call -> call.answer(500, "no"));
        ScriptedOrigin good = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        SharingNodes nodes =
            SharingNodes.of(3)
                .upstream("outliers", outliers().put("ejection", "500ms").put("longest", "1s"))
                .endpoints(List.of(bad.port(), good.port()))
                .start()) {
      send(nodes, 0, 10);
      send(nodes, 1, 10);
      Eventually.await(() -> nodes.ejected(2), SOON, "It is not out for all.");
      bad.change(call -> call.answer(200, "yes again"));
      Eventually.await(
          () -> {
            send(nodes, 0, 1);
            send(nodes, 1, 1);
            return !nodes.ejected(0) && !nodes.ejected(1) && !nodes.ejected(2);
          },
          SOON,
          "It does not come back for all.");
    }
  }

  @Test
  void aRetryAfterPausesTheKeyOnAllNodesAndNoOther() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.counting(
                0,
                call -> {
                  if ("greedy".equals(call.header("x-tenant"))) {
                    call.answer(429, "later", "retry-after", "7");
                  } else {
                    call.answer(200, "yes");
                  }
                });
        SharingNodes nodes =
            SharingNodes.of(2)
                .upstream("pause", new JsonObject().put("key", "header:x-tenant"))
                .endpoints(List.of(origin.port()))
                .start();
        Http2Calls first = Http2Calls.to(nodes.gateway(0).port());
        Http2Calls second = Http2Calls.to(nodes.gateway(1).port())) {
      assertThat(first.send("GET", "/", NOTHING, "x-tenant", "greedy").status()).isEqualTo(429);
      Eventually.await(
          () -> shared(nodes, 1).pauses().size() == 1, SOON, "The other has not heard.");
      int before = origin.count();
      Http2Calls.Answer refused = second.send("GET", "/", NOTHING, "x-tenant", "greedy");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(Integer.parseInt(refused.headers().get("retry-after"))).isBetween(1, 7);
      assertThat(origin.count()).isEqualTo(before);
      assertThat(second.send("GET", "/", NOTHING, "x-tenant", "other").status()).isEqualTo(200);
    }
  }

  @Test
  void threeNodesWithSkewedLoadDivideALimitAndTwoOfThemTakeItOver() {
    try (ScriptedOrigin origin = ScriptedOrigin.counting(0, call -> call.answer(200, "yes"));
        SharingNodes nodes =
            SharingNodes.of(3)
                .endpoints(List.of(origin.port()))
                .filters(
                    new JsonArray(
                        """
                        [{"rateLimit": {"key": "route", "scope": "herd", "interval": "100ms",
                          "limits": [{"requests": 200, "window": "1s"}]}}]
                        """))
                .start()) {
      Eventually.await(
          () -> shared(nodes, 0).quotas().get(0).nodes() == 3, SOON, "They do not divide.");
      long start = System.nanoTime();
      long[] admitted = new long[3];
      int[] loads = {6, 2, 1};
      while (System.nanoTime() - start < 4_000_000_000L) {
        for (int node = 0; node < 3; node++) {
          admitted[node] += admitted(nodes, node, loads[node]);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long total = admitted[0] + admitted[1] + admitted[2];
      assertThat(total).isLessThanOrEqualTo((long) (200 * (seconds * 1.05 + 1)) + 3);
      assertThat(admitted[0]).isGreaterThan(admitted[2]);

      nodes.kill(2);
      Eventually.await(
          () -> {
            HerdState.Quota left = shared(nodes, 0).quotas().get(0);
            return left.nodes() == 2 && left.pool() == 1;
          },
          SOON,
          "The others do not take it over.");
    }
  }

  @Test
  void threeNodesHaveSoManyUnderWayTogetherAndNoMore() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> {});
        SharingNodes nodes =
            SharingNodes.of(3)
                .endpoints(List.of(origin.port()))
                .filters(
                    new JsonArray(
                        """
                        [{"concurrencyLimit": {"limit": 12, "key": "route", "scope": "herd",
                          "interval": "1s"}}]
                        """))
                .start()) {
      Eventually.await(
          () -> shared(nodes, 0).quotas().get(0).nodes() == 3, SOON, "They do not divide.");
      fill(nodes, 0, origin, 12);
      for (int node = 1; node < 3; node++) {
        for (int i = 0; i < 10; i++) {
          nodes.calls(node).start("GET", "/", NOTHING);
        }
      }
      Eventually.holds(
          () -> origin.inFlight() <= 12 + 2, Duration.ofSeconds(1), "There are more than that.");

      nodes.kill(0);
      Eventually.await(() -> origin.inFlight() <= 2, SOON, "What it had is still under way.");
      fill(nodes, 1, origin, 12);
    }
  }

  /** Asks one node until the origin has that many under way, refused ones aside. */
  private static void fill(SharingNodes nodes, int node, ScriptedOrigin origin, int most) {
    Eventually.await(
        () -> {
          nodes.calls(node).start("GET", "/", NOTHING);
          return origin.inFlight() >= most;
        },
        SOON,
        () -> "Only " + origin.inFlight() + " are under way.");
  }

  private static long admitted(SharingNodes nodes, int node, int times) {
    long admitted = 0;
    for (int i = 0; i < times; i++) {
      admitted += nodes.calls(node).send("GET", "/", NOTHING).status() == 200 ? 1 : 0;
    }
    return admitted;
  }
}
