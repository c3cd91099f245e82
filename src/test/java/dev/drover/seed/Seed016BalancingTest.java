package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Drive;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SEEDS 0.16: balancing, through the gateway; the algorithms alone are tested in dev.drover.limit.
 */
@ExtendWith(NoLeaks.class)
class Seed016BalancingTest {
  private static final int CALLS = 3000;

  private static List<ScriptedOrigin> origins(int count, Duration wait) {
    List<ScriptedOrigin> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = Integer.toString(i);
      all.add(
          ScriptedOrigin.counting(
              0,
              call -> {
                if (wait.isZero()) {
                  call.answer(200, name);
                } else {
                  call.after(wait, () -> call.answer(200, name));
                }
              }));
    }
    return all;
  }

  private static int[] ports(List<ScriptedOrigin> origins) {
    return origins.stream().mapToInt(ScriptedOrigin::port).toArray();
  }

  /** Sends so many, at most 30 at once. */
  private static void send(TestGateway gateway, int count) {
    try (Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < count; i += 30) {
        List<Future<Http2Calls.Answer>> some = new ArrayList<>();
        for (int j = i; j < Math.min(count, i + 30); j++) {
          some.add(calls.start("GET", "/", new byte[0]));
        }
        some.forEach(answer -> assertThat(Http2Calls.await(answer).status()).isEqualTo(200));
      }
    }
  }

  @Test
  void roundRobinIsExact() {
    List<ScriptedOrigin> origins = origins(3, Duration.ZERO);
    try (TestGateway gateway = TestConfig.http(ports(origins)).start()) {
      send(gateway, CALLS);

      List<Integer> counts = origins.stream().map(ScriptedOrigin::count).toList();
      SeedReport.row("0.16", "round robin, 3 endpoints, 3000 calls", "1000 each", "" + counts);
      assertThat(counts).containsExactly(1000, 1000, 1000);
    } finally {
      origins.forEach(ScriptedOrigin::close);
    }
  }

  @Test
  void weightsAreExact() {
    List<ScriptedOrigin> origins = origins(3, Duration.ZERO);
    JsonArray endpoints = new JsonArray();
    for (int i = 0; i < 3; i++) {
      endpoints.add(
          new JsonObject()
              .put("address", "127.0.0.1:" + origins.get(i).port())
              .put("weight", i + 1));
    }
    try (TestGateway gateway = TestConfig.http().upstream("endpoints", endpoints).start()) {
      send(gateway, CALLS);

      List<Integer> counts = origins.stream().map(ScriptedOrigin::count).toList();
      SeedReport.row("0.16", "weights 1, 2, 3 of 3000 calls", "500, 1000, 1500", "" + counts);
      assertThat(counts).containsExactly(500, 1000, 1500);
    } finally {
      origins.forEach(ScriptedOrigin::close);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"least-requests", "peak-ewma"})
  void aSlowEndpointGetsLittle(String algorithm) {
    List<ScriptedOrigin> origins = origins(2, Duration.ofMillis(20));
    origins.add(
        ScriptedOrigin.counting(
            0, call -> call.after(Duration.ofMillis(200), () -> call.answer(200, "slow"))));
    try (TestGateway gateway =
            TestConfig.http(ports(origins)).upstream("balance", algorithm).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Drive.closedLoop(calls, 20, 1000);

      int slow = origins.get(2).count();
      int all = origins.stream().mapToInt(ScriptedOrigin::count).sum();
      SeedReport.row(
          "0.16",
          algorithm + ", one of 3 endpoints 10 times slower",
          "< 15 % for it",
          "%.1f %%".formatted(100.0 * slow / all));
      assertThat(all).isEqualTo(1000);
      assertThat(slow).isLessThan(all * 15 / 100);
    } finally {
      origins.forEach(ScriptedOrigin::close);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring-hash", "maglev"})
  void theSameKeyGoesToTheSameEndpointAndFewMoveWhenOneLeaves(String algorithm) {
    List<ScriptedOrigin> origins = origins(10, Duration.ZERO);
    JsonObject balance = new JsonObject().put("algorithm", algorithm).put("key", "header:x-user");
    try {
      Map<Integer, String> before = new HashMap<>();
      try (TestGateway gateway =
              TestConfig.http(ports(origins)).upstream("balance", balance).start();
          Http2Calls calls = Http2Calls.to(gateway.port())) {
        for (int round = 0; round < 2; round++) {
          for (int user = 0; user < 1000; user++) {
            String place = user(calls, user);
            String known = before.putIfAbsent(user, place);
            assertThat(known == null || known.equals(place)).isTrue();
          }
        }
      }
      int moved = 0;
      int[] fewer = ports(origins.subList(0, 9));
      try (TestGateway gateway = TestConfig.http(fewer).upstream("balance", balance).start();
          Http2Calls calls = Http2Calls.to(gateway.port())) {
        for (int user = 0; user < 1000; user++) {
          moved += user(calls, user).equals(before.get(user)) ? 0 : 1;
        }
      }
      SeedReport.row(
          "0.16",
          algorithm + ": keys that move when 1 of 10 endpoints leaves",
          "10 % +- 5",
          "%.1f %%".formatted(moved / 10.0));
      assertThat(moved).isBetween(50, 150);
    } finally {
      origins.forEach(ScriptedOrigin::close);
    }
  }

  private static String user(Http2Calls calls, int user) {
    return calls.send("GET", "/", new byte[0], "x-user", "user-" + user).text();
  }
}
