package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.HeldOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cooperative tasks are light: ten thousand requests that wait cost some memory and no thread. */
@ExtendWith(NoLeaks.class)
class Seed003LightTasksTest {
  private static final int WAITS = 10_000;

  /** Requests on their way to the origin: the client is not what is measured. */
  private static final int AHEAD = 500;

  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What the waiting takes, client and origin counted in. */
  private record Cost(long heap, int threads, double seconds) {}

  @Test
  void tenThousandRequestsWaitOnOneEventLoop() {
    Cost direct;
    try (HeldOrigin origin = HeldOrigin.holding(WAITS)) {
      direct = wait(origin, origin.port(), threads(), () -> {});
    }
    int threadsBefore = threads();
    try (HeldOrigin origin = HeldOrigin.holding(WAITS);
        TestGateway gateway =
            TestConfig.http2(origin.port())
                .limit("concurrentStreams", WAITS)
                .pool("queue", WAITS)
                .with("accessLog", "{\"enabled\": false}")
                .start()) {
      Cost through =
          wait(
              origin,
              gateway.port(),
              threadsBefore,
              () ->
                  assertThat(Http2Calls.await(gateway.gateway().inFlight()))
                      .as("exchanges in flight")
                      .isEqualTo(WAITS));

      long heap = through.heap() - direct.heap();
      SeedReport.row(
          "0.3",
          "10,000 requests wait 1 s at the same time on one event loop",
          "10,000 in flight, threads < 40, heap of the gateway < 200 MB",
          "%,d in flight, %d threads with client and origin, %d MB (%d MB with both), all in %.1f s"
              .formatted(
                  origin.maxInFlight(),
                  through.threads(),
                  heap >> 20,
                  through.heap() >> 20,
                  through.seconds()));
      assertThat(through.threads()).isLessThan(40);
      assertThat(heap).isLessThan(200L << 20);
    }
  }

  private static Cost wait(HeldOrigin origin, int port, int threadsBefore, Runnable check) {
    try (Http2Calls calls = Http2Calls.to(port)) {
      List<Future<Http2Calls.Answer>> answers = new ArrayList<>();
      answers.add(calls.start("GET", "/connects", new byte[0]));
      await(origin, 1);
      long heapBefore = heap();
      long start = System.nanoTime();
      while (answers.size() < WAITS) {
        answers.add(calls.start("GET", "/" + answers.size(), new byte[0]));
        await(origin, answers.size() - AHEAD);
      }
      await(origin, WAITS);
      long arrived = System.nanoTime();
      check.run();
      int threads = threads() - threadsBefore;
      long heap = heap() - heapBefore;
      Eventually.holds(
          () -> origin.inFlight() == WAITS,
          WAIT.minusNanos(Math.min(WAIT.toNanos(), System.nanoTime() - arrived)),
          "Some request does not wait.");
      origin.release();
      for (Future<Http2Calls.Answer> answer : answers) {
        assertThat(Http2Calls.await(answer).status()).isEqualTo(200);
      }
      return new Cost(heap, threads, (System.nanoTime() - start) / 1e9);
    }
  }

  private static void await(HeldOrigin origin, int waiting) {
    Eventually.await(
        () -> origin.inFlight() >= waiting,
        PATIENCE,
        () -> origin.inFlight() + " requests wait at the origin, not " + waiting + ".");
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
