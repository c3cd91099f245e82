package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SEEDS 0.17: retries as gRFC A6 has them. */
@ExtendWith(NoLeaks.class)
class Seed017RetriesTest {
  private static final int UNAVAILABLE = 14;
  private static final byte[] MESSAGE = {1};
  private static final String PREVIOUS = "grpc-previous-rpc-attempts";

  private static JsonObject retry(int attempts) {
    return new JsonObject()
        .put("attempts", attempts)
        .put(
            "backoff",
            new JsonObject().put("base", "10ms").put("max", "40ms").put("jitter", "grpc"));
  }

  @Test
  void failFailOkIsThreeAttemptsThatTellOfThoseBefore() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  told.add(String.valueOf(call.header(PREVIOUS)));
                  if (call.number() < 3) {
                    call.fail(UNAVAILABLE);
                  } else {
                    call.echo();
                  }
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).route("retry", retry(4)).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.grpc("a.B/C", MESSAGE).grpcStatus()).isZero();

      SeedReport.row("0.17", "fail, fail, ok", "3 attempts: null, 1, 2", "" + told);
      assertThat(told).containsExactly("null", "1", "2");
    }
  }

  @Test
  void theThrottleStopsThemWhenAllFails() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> call.fail(UNAVAILABLE));
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .upstream(
                    "budget",
                    new JsonObject().put("perSecond", 1000).put("throttle", new JsonObject()))
                .route("retry", retry(4))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < 100; i++) {
        assertThat(calls.grpc("a.B/C", MESSAGE).grpcStatus()).isEqualTo(UNAVAILABLE);
      }
      SeedReport.row(
          "0.17",
          "100 calls that all fail, 4 attempts, 10 tokens of 0.1",
          "<= 105 attempts",
          origin.count() + " attempts");
      assertThat(origin.count()).isBetween(101, 105);
    }
  }

  @Test
  void whatTheServerPushesBackIsHonoured() {
    List<Long> times = Collections.synchronizedList(new ArrayList<>());
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  times.add(System.nanoTime());
                  if (call.number() % 2 == 1) {
                    call.fail(UNAVAILABLE, "grpc-retry-pushback-ms", "200");
                  } else {
                    call.echo();
                  }
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).route("retry", retry(2)).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      long[] waits = new long[9];
      for (int i = 0; i < waits.length; i++) {
        assertThat(calls.grpc("a.B/C", MESSAGE).grpcStatus()).isZero();
        waits[i] = TimeUnit.NANOSECONDS.toMillis(times.get(2 * i + 1) - times.get(2 * i));
      }
      Arrays.sort(waits);
      SeedReport.row("0.17", "pushback of 200 ms", "180 to 220 ms", waits[4] + " ms (median)");
      assertThat(waits[0]).isGreaterThanOrEqualTo(195);
      assertThat(waits[4]).isLessThanOrEqualTo(220);

      origin.change(call -> call.fail(UNAVAILABLE, "grpc-retry-pushback-ms", "-1"));
      int before = origin.count();
      assertThat(calls.grpc("a.B/C", MESSAGE).grpcStatus()).isEqualTo(UNAVAILABLE);
      assertThat(origin.count()).isEqualTo(before + 1);
      SeedReport.row("0.17", "pushback of -1", "no retry", "none");
    }
  }
}
