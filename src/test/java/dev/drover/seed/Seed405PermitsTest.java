package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SEEDS 4.5 and 4.6: a bounded number of calls at once, whatever happens to them. */
@ExtendWith(NoLeaks.class)
class Seed405PermitsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int PERMITS = 10;

  private static TestConfig limited(int port, int queue) {
    return limited(TestConfig.http(port), queue);
  }

  private static TestConfig limited(TestConfig config, int queue) {
    return config
        .upstream("outliers", new JsonObject().put("enabled", false))
        .upstream(
            "limit",
            new JsonObject().put("inFlight", PERMITS).put("queue", queue).put("queueTime", "20s"));
  }

  @Test
  void aHundredPagesWithTenPermits() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.counting(
                0, call -> call.after(Duration.ofMillis(50), () -> call.answer(200, "page")));
        TestGateway gateway = limited(origin.port(), 100).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.send("GET", "/warm", new byte[0]).status()).isEqualTo(200);
      long began = System.nanoTime();
      pages(calls, 100).forEach(a -> assertThat(Http2Calls.await(a).status()).isEqualTo(200));
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

      SeedReport.row(
          "4.5",
          "100 pages of 50 ms, 10 permits",
          "0.5 s, 10 at the origin at most",
          millis + " ms, " + origin.maxInFlight());
      assertThat(origin.maxInFlight()).isEqualTo(PERMITS);
      assertThat(millis).isGreaterThanOrEqualTo(500);
    }
  }

  /** By HTTP/2, where the origin hears of the end of a call before it hears of the next one. */
  @Test
  void permitsComeBackAfterCancellations() {
    try (ScriptedOrigin origin = ScriptedOrigin.counting(0, call -> {});
        TestGateway gateway = limited(TestConfig.http2(origin.port()), 100).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<HttpClientRequest> waiting = new ArrayList<>();
      for (int i = 0; i < PERMITS + 50; i++) {
        HttpClientRequest request = Http2Calls.await(calls.open("GET", "/" + i));
        request.end();
        waiting.add(request);
      }
      Eventually.await(
          () -> Http2Calls.await(gateway.gateway().inFlight()) == PERMITS + 50,
          SOON,
          "Not all have come.");
      waiting.forEach(request -> request.reset(8));
      Eventually.await(
          () -> Http2Calls.await(gateway.gateway().inFlight()) == 0, SOON, "Some are still there.");
      Eventually.await(() -> origin.inFlight() == 0, SOON, "The origin has not heard of it.");
      serveFifty(origin, calls, "60 cancelled of which 50 waited");
    }
  }

  @Test
  void permitsComeBackAfterFailures() {
    ScriptedOrigin.Script failing =
        call -> {
          if (call.number() % 3 == 0) {
            call.cut();
          } else {
            call.after(Duration.ofMillis(2), () -> call.answer(500, "no"));
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.counting(0, failing);
        TestGateway gateway = limited(origin.port(), 100).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      pages(calls, 100).forEach(Http2Calls::await);
      serveFifty(origin, calls, "100 failed");
    }
  }

  private static void serveFifty(ScriptedOrigin origin, Http2Calls calls, String before) {
    origin.change(call -> call.after(Duration.ofMillis(20), () -> call.answer(200, "yes")));
    pages(calls, 50).forEach(a -> assertThat(Http2Calls.await(a).status()).isEqualTo(200));

    SeedReport.row(
        "4.6",
        before + ", 50 served",
        "10 permits, never more and never fewer",
        origin.maxInFlight() + " at most");
    assertThat(origin.maxInFlight()).isEqualTo(PERMITS);
  }

  @Test
  void aFullQueueSaysWhenToComeBack() {
    try (ScriptedOrigin origin = ScriptedOrigin.counting(0, call -> {});
        TestGateway gateway = limited(origin.port(), 5).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<Future<Http2Calls.Answer>> all = pages(calls, 20);
      Eventually.await(
          () -> all.stream().filter(Future::isComplete).count() == 5, SOON, "Five are refused.");
      all.stream()
          .filter(Future::isComplete)
          .forEach(
              refused -> {
                assertThat(refused.result().status()).isEqualTo(503);
                assertThat(refused.result().headers().get("retry-after")).isEqualTo("1");
              });
    }
  }

  private static List<Future<Http2Calls.Answer>> pages(Http2Calls calls, int count) {
    List<Future<Http2Calls.Answer>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(calls.start("GET", "/" + i, new byte[0]));
    }
    return all;
  }
}
