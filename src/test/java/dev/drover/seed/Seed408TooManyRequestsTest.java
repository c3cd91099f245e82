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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SEEDS 4.8: patience with 429, bounded. */
@ExtendWith(NoLeaks.class)
class Seed408TooManyRequestsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static TestConfig patient(int port) {
    return TestConfig.http(port)
        .upstream("outliers", new JsonObject().put("enabled", false))
        .route(
            "retry",
            new JsonObject()
                .put("attempts", 3)
                .put("on", new JsonArray().add("429").add("502"))
                .put("retryAfter", "20s"));
  }

  private static long millis(long since) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }

  @Test
  void whatTheServerSaysIsWaitedForOutsideThePermit() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  if (call.path().equals("/busy") && call.number() == 1) {
                    call.answer(429, "later", "retry-after", "1");
                  } else {
                    call.answer(200, "ok");
                  }
                });
        TestGateway gateway =
            patient(origin.port())
                .upstream("limit", new JsonObject().put("inFlight", 1).put("queue", 20))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      long began = System.nanoTime();
      Future<Http2Calls.Answer> busy = calls.start("GET", "/busy", new byte[0]);
      Eventually.await(() -> origin.count() == 1, SOON, "It has not come.");
      for (int i = 0; i < 10; i++) {
        assertThat(calls.send("GET", "/other", new byte[0]).status()).isEqualTo(200);
      }
      boolean meanwhile = !busy.isComplete();
      assertThat(Http2Calls.await(busy).status()).isEqualTo(200);
      long took = millis(began);

      SeedReport.row(
          "4.8",
          "429 with Retry-After 1, then 200; one permit",
          "1.0 to 1.2 s, 10 others pass meanwhile",
          took + " ms, " + (meanwhile ? "10 passed" : "they did not pass"));
      assertThat(meanwhile).isTrue();
      assertThat(took).isGreaterThanOrEqualTo(1000);
    }
  }

  @Test
  void aDateIsUnderstood() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  if (call.number() == 1) {
                    String date =
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            Instant.now().plusSeconds(2).atZone(ZoneOffset.UTC));
                    call.answer(429, "later", "retry-after", date);
                  } else {
                    call.answer(200, "ok");
                  }
                });
        TestGateway gateway = patient(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      long began = System.nanoTime();
      assertThat(calls.send("GET", "/", new byte[0]).status()).isEqualTo(200);
      long took = millis(began);

      SeedReport.row("4.8", "429 with a date in 2 s", "1 to 2 s", took + " ms");
      assertThat(took).isGreaterThanOrEqualTo(990);
    }
  }

  @Test
  void aWaitThatTheDeadlineDoesNotAllowIsNotBegun() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(call -> call.answer(429, "later", "retry-after", "60"));
        TestGateway gateway = patient(origin.port()).route("timeout", "3s").start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/", new byte[0]);

      SeedReport.row(
          "4.8",
          "Retry-After 60 and a deadline of 3 s",
          "429 given through",
          answer.status() + " after " + origin.count() + " attempt");
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.headers().get("retry-after")).isEqualTo("60");
      assertThat(origin.count()).isEqualTo(1);
    }
  }

  @Test
  void attemptsAreBounded() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(call -> call.answer(call.number() < 3 ? 502 : 200, "x"));
        TestGateway gateway = patient(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      int third = calls.send("GET", "/", new byte[0]).status();
      origin.change(call -> call.answer(502, "x"));
      int never = calls.send("GET", "/", new byte[0]).status();
      int attempts = origin.count() - 3;
      origin.change(call -> call.answer(429, "x", "retry-after", "0"));
      long began = System.nanoTime();
      int endless = calls.send("GET", "/", new byte[0]).status();
      long took = millis(began);

      SeedReport.row(
          "4.8",
          "502, 502, 200; 502 for ever; 429 for ever with Retry-After 0",
          "200; 502 after 3; 429 after 3, a second apart",
          "%d; %d after %d; %d after %d in %d ms"
              .formatted(third, never, attempts, endless, origin.count() - 6, took));
      assertThat(third).isEqualTo(200);
      assertThat(never).isEqualTo(502);
      assertThat(attempts).isEqualTo(3);
      assertThat(endless).isEqualTo(429);
      assertThat(origin.count()).isEqualTo(9);
      assertThat(took).isGreaterThanOrEqualTo(2000);
    }
  }

  @Test
  void whatIsLeftIsHeededBeforeItIsTooMuch() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call ->
                    call.answer(
                        200,
                        "ok",
                        "ratelimit",
                        "\"default\";r=%d;t=1".formatted(call.number() == 1 ? 2 : 0)));
        TestGateway gateway =
            patient(origin.port())
                .upstream("pace", new JsonObject().put("longest", "5s").put("queue", 1))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      long began = System.nanoTime();
      calls.send("GET", "/", new byte[0]);
      calls.send("GET", "/", new byte[0]);
      Future<Http2Calls.Answer> third = calls.start("GET", "/", new byte[0]);
      Http2Calls.Answer fourth = calls.send("GET", "/", new byte[0]);
      int meanwhile = origin.count();
      assertThat(Http2Calls.await(third).status()).isEqualTo(200);
      long took = millis(began);

      SeedReport.row(
          "4.8",
          "RateLimit says that nothing is left for a second; one place to wait",
          "the third waits for a second, the fourth gets 429",
          "%d ms, %d calls meanwhile, %d".formatted(took, meanwhile, fourth.status()));
      assertThat(meanwhile).isEqualTo(2);
      assertThat(took).isGreaterThanOrEqualTo(1000);
      assertThat(fourth.status()).isEqualTo(429);
      assertThat(fourth.headers().get("retry-after")).isEqualTo("1");
    }
  }

  @Test
  void manyAtOnceAreCarriedThrough() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  if (call.number() <= 100) {
                    call.answer(429, "later", "retry-after", "0");
                  } else {
                    call.answer(200, "ok");
                  }
                });
        TestGateway gateway =
            patient(origin.port())
                .upstream("budget", new JsonObject().put("share", 100).put("perSecond", 200))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<Future<Http2Calls.Answer>> all =
          IntStream.range(0, 100).mapToObj(i -> calls.start("GET", "/", new byte[0])).toList();
      long well = all.stream().map(Http2Calls::await).filter(a -> a.status() == 200).count();

      SeedReport.row(
          "4.8",
          "100 at once, each 429 with Retry-After 0 first",
          "100 answers, 200 calls",
          well + " answers, " + origin.count() + " calls");
      assertThat(well).isEqualTo(100);
      assertThat(origin.count()).isEqualTo(200);
    }
  }
}
