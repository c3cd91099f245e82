package dev.drover.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is tried again, how often, and what is not. */
@ExtendWith(NoLeaks.class)
class RetriesTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  private static JsonObject retry(int attempts) {
    return new JsonObject()
        .put("attempts", attempts)
        .put("backoff", new JsonObject().put("base", "1ms").put("max", "5ms"));
  }

  @Test
  void aStatusThatPassesIsTriedAgainAndOneThatDoesNotIsGiven() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> call.answer(call.number() <= 2 ? 503 : 200, "no " + call.number()));
        TestGateway gateway = TestConfig.http(origin.port()).route("retry", retry(3)).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.send("GET", "/", new byte[0]).text()).isEqualTo("no 3");

      origin.change(call -> call.answer(500, "no"));
      assertThat(calls.send("GET", "/", new byte[0]).status()).isEqualTo(500);
      assertThat(origin.count()).isEqualTo(4);

      origin.change(call -> call.answer(503, "no " + (call.number() - 4)));
      Http2Calls.Answer last = calls.send("GET", "/", new byte[0]);
      assertThat(last.status()).isEqualTo(503);
      assertThat(last.text()).isEqualTo("no 3");
    }
  }

  @Test
  void aMethodThatMayNotBeSentTwiceIsNot() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> call.answer(503, "no"));
        TestGateway gateway = TestConfig.http(origin.port()).route("retry", retry(3)).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.send("POST", "/", MESSAGE).status()).isEqualTo(503);
      assertThat(origin.count()).isEqualTo(1);
      assertThat(calls.send("PUT", "/", MESSAGE).status()).isEqualTo(503);
      assertThat(origin.count()).isEqualTo(4);
    }
  }

  @Test
  void anyMethodIsWhereTheConfigurationSaysSoAndItsBodyIsSentAgain() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  if (call.number() < 3) {
                    call.answer(502, "no");
                  } else {
                    call.echo();
                  }
                });
        TestGateway gateway =
            TestConfig.http2(origin.port()).route("retry", retry(3).put("methods", "any")).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("POST", "/", "again and again".getBytes(UTF_8));
      assertThat(answer.text()).isEqualTo("again and again");
      assertThat(origin.count()).isEqualTo(3);
    }
  }

  @Test
  void aBodyThatIsTooLongToKeepIsSentOnce() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(call -> call.whole(() -> call.answer(503, "no")));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .upstream("replay", "1KiB")
                .route("retry", retry(3).put("methods", "any"))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.send("POST", "/", new byte[100_000]).status()).isEqualTo(503);
      assertThat(origin.count()).isEqualTo(1);
    }
  }

  @Test
  void anotherEndpointComesFirst() {
    try (ScriptedOrigin bad = ScriptedOrigin.start(call -> call.answer(503, "no"));
        ScriptedOrigin good = ScriptedOrigin.start(call -> call.answer(200, "yes"));
        TestGateway gateway =
            TestConfig.http(bad.port(), good.port()).route("retry", retry(2)).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 20; i++) {
        assertThat(calls.send("GET", "/", new byte[0]).status()).isEqualTo(200);
      }
      assertThat(good.count()).isEqualTo(20);
    }
  }

  @Test
  void anAttemptThatTakesTooLongIsGivenUpForAnother() {
    try (RawOrigin stalled = RawOrigin.start(RawOrigin.Connection::stall);
        ScriptedOrigin good = ScriptedOrigin.start(call -> call.answer(200, "yes"));
        TestGateway gateway =
            TestConfig.http(stalled.port(), good.port())
                .route("retry", retry(2).put("attemptTimeout", "100ms"))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 6; i++) {
        assertThat(calls.send("GET", "/", new byte[0]).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void theDeadlineIsSharedAmongTheAttempts() {
    try (RawOrigin stalled = RawOrigin.start(RawOrigin.Connection::stall);
        ScriptedOrigin good = ScriptedOrigin.start(call -> call.answer(200, "yes"));
        TestGateway gateway =
            TestConfig.http(stalled.port(), good.port())
                .route("timeout", "1s")
                .route("retry", retry(2))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 4; i++) {
        assertThat(calls.send("GET", "/", new byte[0]).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aConnectionThatBreaksIsTriedAgain() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  if (call.number() < 3) {
                    call.cut();
                  } else {
                    call.echo();
                  }
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).route("retry", retry(3)).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.grpc("a.B/C", MESSAGE).grpcStatus()).isZero();
      assertThat(origin.count()).isEqualTo(3);
    }
  }

  @Test
  void theBudgetIsNotExceeded() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> call.answer(503, "no"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .upstream("budget", new JsonObject().put("share", 20).put("perSecond", 0))
                .upstream("outliers", new JsonObject().put("enabled", false))
                .route("retry", retry(4))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 100; i++) {
        calls.send("GET", "/", new byte[0]);
      }
      assertThat(origin.count()).isBetween(115, 120);
    }
  }

  @Test
  void theUpstreamSaysWhatIsTriedAgainUnlessTheRouteDoes() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> call.answer(503, "no"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .upstream("retry", retry(3))
                .before(
                    """
                    {"id": "once", "match": {"path": "/once"}, "relay": "origin", "retry": 1}
                    """)
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      calls.send("GET", "/", new byte[0]);
      assertThat(origin.count()).isEqualTo(3);
      calls.send("GET", "/once", new byte[0]);
      assertThat(origin.count()).isEqualTo(4);
    }
  }

  @Test
  void whatIsTriedAgainIsWhatIsListed() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> call.fail(8));
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .route("retry", retry(3).put("on", new JsonArray().add("RESOURCE_EXHAUSTED")))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.grpc("a.B/C", MESSAGE).grpcStatus()).isEqualTo(8);
      assertThat(origin.count()).isEqualTo(3);
      origin.change(call -> call.fail(14));
      assertThat(calls.grpc("a.B/C", MESSAGE).grpcStatus()).isEqualTo(14);
      assertThat(origin.count()).isEqualTo(4);
    }
  }

  @Test
  void anAnswerThatHasBegunIsFinal() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  call.after(Duration.ofMillis(50), call::cut);
                  call.begin(200, "half");
                });
        TestGateway gateway = TestConfig.http(origin.port()).route("retry", retry(3)).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/", new byte[0]);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.whole()).isFalse();
      assertThat(origin.count()).isEqualTo(1);
    }
  }
}
