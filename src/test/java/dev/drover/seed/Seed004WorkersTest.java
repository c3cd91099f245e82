package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.task.Job;
import dev.drover.task.Kind;
import dev.drover.task.Order;
import dev.drover.task.TestTasks;
import dev.drover.testing.Eventually;
import dev.drover.testing.SeedReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Work that computes runs in parallel, in parts, can be cancelled, and answers on its loop. */
class Seed004WorkersTest {
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final Buffer LARGEST = Buffer.buffer("{\"number\":2147483647}");

  /** Keeps a window of jobs under way until all are done. */
  private static Future<Void> all(TestTasks workers, String task, int count, AtomicInteger there) {
    Promise<Void> done = Promise.promise();
    return workers
        .async(
            dispatch -> {
              AtomicInteger left = new AtomicInteger(count);
              Thread loop = Thread.currentThread();
              Runnable[] next = new Runnable[1];
              next[0] =
                  () -> {
                    if (left.getAndDecrement() > 0) {
                      dispatch
                          .submit(Order.of(task, LARGEST, "me"))
                          .result()
                          .onComplete(
                              result -> {
                                boolean here = Thread.currentThread() == loop;
                                int sofar = here ? there.incrementAndGet() : there.get();
                                if (result.failed()) {
                                  done.tryFail(result.cause());
                                } else if (sofar == count) {
                                  done.tryComplete();
                                } else {
                                  next[0].run();
                                }
                              });
                    }
                  };
              for (int i = 0; i < 64; i++) {
                next[0].run();
              }
              return done.future();
            })
        .mapEmpty();
  }

  private static double seconds(int seats, int jobs) {
    try (TestTasks workers = new TestTasks("{\"workers\":" + seats + "}", Map.of())) {
      TestTasks.await(all(workers, "primes", 500, new AtomicInteger()));
      long began = System.nanoTime();
      TestTasks.await(all(workers, "primes", jobs, new AtomicInteger()));
      return (System.nanoTime() - began) / 1e9;
    }
  }

  @Test
  @Tag("slow")
  void threadsComputeInParallel() {
    int cores = Math.min(CORES, 8);
    double best = 0;
    double one = 0;
    double all = 0;
    for (int round = 0; round < 6 && best < 0.8 * cores; round++) {
      double alone = seconds(1, 10_000);
      double together = seconds(cores, 10_000);
      if (alone / together > best) {
        best = alone / together;
        one = alone;
        all = together;
      }
    }
    SeedReport.row(
        "0.4",
        "am_i_prime(2^31-1) x 10,000, 1 worker and " + cores,
        "at least 0.8 x " + cores + " as fast",
        "%.2f s and %.2f s: %.2f as fast".formatted(one, all, best));
    assertThat(best).isGreaterThanOrEqualTo(0.8 * cores);
  }

  @Test
  void everyReplyComesOnTheLoopOfItsRequest() {
    AtomicInteger there = new AtomicInteger();
    Kind echo = SeedTasks.echo();
    try (TestTasks workers = new TestTasks("{\"workers\":2}", Map.of("echo", echo))) {
      TestTasks.await(all(workers, "echo", 10_000, there));
    }
    SeedReport.row(
        "1.2", "replies of workers on the event loop that asked", "10,000", "" + there.get());
    assertThat(there).hasValue(10_000);
  }

  @Test
  void squaresAreSummedInParts() {
    long n = 390_625;
    try (TestTasks workers = new TestTasks("{\"workers\":2}", Map.of())) {
      Buffer sum =
          workers.onLoop(
              d ->
                  d.submit(
                          Order.of("sumOfSquares", Buffer.buffer("{\"below\":390625}"), "me")
                              .inParts(64))
                      .result());
      String expected =
          BigInteger.valueOf(n - 1)
              .multiply(BigInteger.valueOf(n))
              .multiply(BigInteger.valueOf(2 * n - 1))
              .divide(BigInteger.valueOf(6))
              .toString();
      String found = sum.toJsonObject().getString("sum");
      SeedReport.row("0.5", "sum of squares below 5^8 in 64 parts", expected, found);
      assertThat(found).isEqualTo(expected);
      assertThat(workers.tasks().telemetry().counted("sumOfSquares", "started")).isEqualTo(64);
    }
  }

  @Test
  void whatNeverEndsCanBeCancelled() {
    try (TestTasks workers = new TestTasks("{\"workers\":1}", Map.of())) {
      CompletableFuture<Job> job = new CompletableFuture<>();
      Future<Buffer> endless =
          workers.async(
              d -> {
                job.complete(
                    d.submit(
                        Order.of(
                                "sumOfSquares",
                                Buffer.buffer("{\"below\":9000000000000000000}"),
                                "me")
                            .inParts(1)));
                return job.join().result();
              });
      Eventually.await(
          () -> workers.tasks().telemetry().counted("sumOfSquares", "started") == 1,
          Duration.ofSeconds(20),
          "It has not begun.");
      long began = System.nanoTime();
      workers.onLoop(
          d -> {
            job.join().cancel();
            return Future.succeededFuture();
          });
      workers.run("primes", "{\"number\":7}");
      double millis = (System.nanoTime() - began) / 1e6;
      SeedReport.row(
          "0.6",
          "a job that never ends: its only worker is free after cancel",
          "< 100 ms",
          "%.1f ms".formatted(millis));
      assertThat(endless.failed()).isTrue();
      assertThat(millis).isLessThan(100);
    }
  }

  @Test
  void primesAreCountedRightly() {
    List<Integer> composite = new ArrayList<>();
    try (TestTasks workers = new TestTasks("{\"workers\":2}", Map.of())) {
      for (int number : new int[] {4, 9, 25, 49}) {
        if (workers.run("primes", "{\"number\":" + number + "}").contains("false")) {
          composite.add(number);
        }
      }
      String largest = workers.run("primes", LARGEST.toString());
      String count = workers.run("primes", "{\"below\":1000000}");
      SeedReport.row(
          "1.7",
          "composite of 4, 9, 25, 49; 2^31-1; primes below 10^6",
          "all; prime; 78,498",
          composite + "; " + largest + "; " + count);
      assertThat(composite).containsExactly(4, 9, 25, 49);
      assertThat(largest).contains("\"prime\":true");
      assertThat(count).isEqualTo("{\"primes\":78498}");
    }
  }
}
