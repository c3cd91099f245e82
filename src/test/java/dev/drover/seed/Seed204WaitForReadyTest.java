package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SEEDS 2.4: whether a call waits for an endpoint that can be connected to. */
@ExtendWith(NoLeaks.class)
class Seed204WaitForReadyTest {
  private static final byte[] MESSAGE = {1};

  private static Future<Http2Calls.Answer> start(Http2Calls calls, String wait, String timeout) {
    return calls.start(
        "POST",
        "/a.B/C",
        new byte[5],
        "content-type",
        "application/grpc",
        "x-wait-for-ready",
        wait,
        "grpc-timeout",
        timeout);
  }

  @Test
  void withoutItACallFailsAtOnceAndWithItItWaits() throws Exception {
    int port = RawOrigin.refusedPort();
    try (TestGateway gateway = TestConfig.grpc(port).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.await(start(calls, "false", "10S"));
      long began = System.nanoTime();
      assertThat(Http2Calls.await(start(calls, "false", "10S")).grpcStatus()).isEqualTo(14);
      long failed = millis(began);

      began = System.nanoTime();
      assertThat(Http2Calls.await(start(calls, "true", "500m")).grpcStatus()).isEqualTo(4);
      long late = millis(began);

      began = System.nanoTime();
      Future<Http2Calls.Answer> waiting = start(calls, "true", "10S");
      later(Duration.ofSeconds(1));
      try (ScriptedOrigin origin = ScriptedOrigin.counting(port, ScriptedOrigin.Call::echo)) {
        assertThat(Http2Calls.await(waiting).grpcStatus()).isZero();
        long ready = millis(began);
        assertThat(origin.count()).isEqualTo(1);
        SeedReport.row(
            "2.4",
            "no server: false; true with 500 ms; true, and a server after 1 s",
            "14 in < 100 ms; 4; OK after 1.0 to 1.5 s",
            "14 in %d ms; 4 in %d ms; OK after %d ms".formatted(failed, late, ready));
        assertThat(ready).isGreaterThanOrEqualTo(1000);
      }
    }
  }

  @Test
  void aConnectionThatIsCutInTheMiddleOfACallFailsItEitherWay() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ScriptedOrigin.Call::cut);
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      int without = Http2Calls.await(start(calls, "false", "5S")).grpcStatus();
      int with = Http2Calls.await(start(calls, "true", "5S")).grpcStatus();

      SeedReport.row("2.4", "cut in the middle of a call", "14 both", without + " and " + with);
      assertThat(without).isEqualTo(14);
      assertThat(with).isEqualTo(14);
      assertThat(calls.grpc("a.B/C", MESSAGE).grpcStatus()).isEqualTo(14);
    }
  }

  private static long millis(long since) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }

  /** Lets time pass: what is measured is that nothing happens meanwhile. */
  private static void later(Duration wait) {
    Vertx vertx = Vertx.vertx();
    Http2Calls.await(vertx.timer(wait.toMillis()));
    Http2Calls.await(vertx.close());
  }
}
