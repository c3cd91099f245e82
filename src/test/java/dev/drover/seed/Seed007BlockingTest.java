package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.drover.task.Order;
import dev.drover.task.TestTasks;
import dev.drover.testing.Eventually;
import dev.drover.testing.SeedReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What blocks is done elsewhere, and the event loop does not notice. */
class Seed007BlockingTest {
  private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";

  private static double sleeps(int seats, int jobs, long millis, List<Double> late) {
    String config = "{\"workers\":0,\"blocking\":" + seats + "}";
    try (TestTasks workers =
        new TestTasks(config, Map.of("sleep", SeedTasks.sleep(true, millis)))) {
      workers.run("sleep", "");
      long began = System.nanoTime();
      long[] last = {began};
      workers.onLoop(
          d -> {
            long tick =
                workers
                    .vertx()
                    .setPeriodic(
                        10,
                        id -> {
                          long now = System.nanoTime();
                          late.add(Math.max(0, (now - last[0]) / 1e6 - 10));
                          last[0] = now;
                        });
            List<Future<Buffer>> all = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
              all.add(d.submit(Order.of("sleep", Buffer.buffer(), "me")).result());
            }
            return Future.all(all).onComplete(done -> workers.vertx().cancelTimer(tick)).mapEmpty();
          });
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private static double p99(List<Double> values) {
    return values.stream().sorted().toList().get((int) (values.size() * 0.99));
  }

  @Test
  @Tag("slow")
  void manyWaitAtOnceWhereThereAreThreadsForThem() {
    List<Double> lateWide = new ArrayList<>();
    double wide = sleeps(200, 200, 1000, lateWide);
    List<Double> lateNarrow = new ArrayList<>();
    double narrow = sleeps(20, 200, 1000, lateNarrow);
    SeedReport.row(
        "0.7",
        "200 x sleep(1 s) on 200 "
            + (Runtime.version().feature() >= 21 ? "virtual" : "platform")
            + " threads, and on 20; the loop's lateness meanwhile, p99",
        "~1 s, ~10 s; < 20 ms",
        "%.2f s, %.2f s; %.1f and %.1f ms".formatted(wide, narrow, p99(lateWide), p99(lateNarrow)));
    assertThat(wide).isBetween(1.0, 4.0);
    assertThat(narrow).isBetween(10.0, 13.0);
    assertThat(Math.min(p99(lateWide), p99(lateNarrow))).isLessThan(20);
  }

  @Test
  void aHundredPagesByTwentyWorkers() {
    double seconds = sleeps(20, 100, 50, new ArrayList<>());
    SeedReport.row(
        "4.3", "100 pages of 50 ms by 20 workers", "0.25 s", "%.2f s".formatted(seconds));
    assertThat(seconds).isBetween(0.25, 1.5);
  }

  @Test
  void theEventLoopIsNeverBlockedByATaskButASleepOnItIsReported() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger checker = (Logger) LoggerFactory.getLogger(CHECKER);
    checker.addAppender(log);
    log.start();
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(50)
                .setMaxEventLoopExecuteTime(500)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
    try (TestTasks workers =
        new TestTasks(
            vertx,
            true,
            "{\"workers\":2,\"blocking\":4}",
            Map.of("sleep", SeedTasks.sleep(true, 1500)))) {
      workers.run("sleep", "");
      workers.run("primes", "{\"below\":300000}");
      int ofTasks = log.list.size();
      vertx.getOrCreateContext().runOnContext(now -> LockSupport.parkNanos(1_500_000_000L));
      Eventually.await(
          () -> !log.list.isEmpty(), Duration.ofSeconds(20), "A blocked loop is not reported.");
      SeedReport.row("0.1", "blocked event loops reported while tasks block", "0", "" + ofTasks);
      SeedReport.row(
          "1.1", "the same while a handler sleeps on its loop", "some", "" + log.list.size());
      assertThat(ofTasks).isZero();
    } finally {
      checker.detachAppender(log);
    }
  }
}
