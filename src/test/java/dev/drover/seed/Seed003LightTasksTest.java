package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.HeldOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SampledLeaks;
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
@ExtendWith({SampledLeaks.class, NoLeaks.class})
class Seed003LightTasksTest {
  private static final int WAITS = 10_000;

  /** Requests on their way to the origin: the client is not what is measured. */
  private static final int AHEAD = 500;

  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void tenThousandRequestsWaitOnOneEventLoop() {
    int threadsBefore = threads();
    try (HeldOrigin origin = HeldOrigin.holding(WAITS);
        TestGateway gateway =
            TestConfig.http2(origin.port())
                .limit("concurrentStreams", WAITS)
                .pool("queue", WAITS)
                .with("accessLog", "{\"enabled\": false}")
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
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
      assertThat(Http2Calls.await(gateway.gateway().inFlight())).isEqualTo(WAITS);
      int threads = threads() - threadsBefore;
      long heapGrowth = heap() - heapBefore;
      Eventually.holds(
          () -> origin.inFlight() == WAITS,
          WAIT.minusNanos(Math.min(WAIT.toNanos(), System.nanoTime() - arrived)),
          "Some request does not wait.");
      origin.release();
      for (Future<Http2Calls.Answer> answer : answers) {
        assertThat(Http2Calls.await(answer).status()).isEqualTo(200);
      }

      SeedReport.row(
          "0.3",
          "10,000 requests wait 1 s at the same time; the client and the origin are counted in",
          "10,000 in flight, threads < 40, heap < 200 MB",
          "%,d in flight, %d threads, %d MB, all after %.1f s"
              .formatted(
                  origin.maxInFlight(),
                  threads,
                  heapGrowth >> 20,
                  (System.nanoTime() - start) / 1e9));
      assertThat(threads).isLessThan(40);
      assertThat(heapGrowth).isLessThan(200L << 20);
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
