package dev.drover.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.testing.Eventually;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Jobs over the event bus of one process. */
class DispatchTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Limits ONE = new Limits(1, Integer.MAX_VALUE, Duration.ofSeconds(20));

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch free = new CountDownLatch(1);

  private final Task held =
      (input, work) -> {
        begun.countDown();
        free.await();
        return input;
      };

  private final Task stubborn =
      (input, work) -> {
        begun.countDown();
        while (free.getCount() > 0) {
          Thread.onSpinWait();
        }
        return input;
      };

  private static Failure failure(TestTasks workers, String task, String input) {
    return catchThrowableOfType(Failure.class, () -> workers.run(task, input));
  }

  private void begun() throws InterruptedException {
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void givesTheResult() {
    try (TestTasks workers = new TestTasks("{}", Map.of())) {
      assertThat(workers.run("primes", "{\"number\":2147483647}"))
          .isEqualTo("{\"number\":2147483647,\"prime\":true}");
      assertThat(workers.counted("primes", "submitted")).isEqualTo(1);
      assertThat(workers.counted("primes", "done")).isEqualTo(1);
    }
  }

  @Test
  void dividesWhatCanBeDivided() {
    try (TestTasks workers = new TestTasks("{\"workers\":2}", Map.of())) {
      List<Double> progress = new ArrayList<>();
      Buffer sum =
          workers.onLoop(
              d ->
                  d.submit(
                          Order.of("sumOfSquares", Buffer.buffer("{\"below\":390625}"), "me")
                              .inParts(64)
                              .telling((done, note) -> progress.add(done)))
                      .result());
      assertThat(sum.toString()).isEqualTo("{\"sum\":\"" + closedForm(390_625) + "\"}");
      assertThat(progress).hasSize(64).endsWith(1.0);
      assertThat(workers.counted("sumOfSquares", "started")).isEqualTo(64);
      assertThat(workers.counted("sumOfSquares", "done")).isEqualTo(1);
    }
  }

  private static String closedForm(long n) {
    BigInteger big = BigInteger.valueOf(n);
    return big.subtract(BigInteger.ONE)
        .multiply(big)
        .multiply(big.add(big).subtract(BigInteger.ONE))
        .divide(BigInteger.valueOf(6))
        .toString();
  }

  @Test
  void passesLargePayloadsInChunks() {
    byte[] bytes = new byte[9_999_999];
    new Random(7).nextBytes(bytes);
    Buffer large = Buffer.buffer(bytes);
    Kind echo = TestTasks.kind("echo", Limits.STANDARD, (input, work) -> input);
    try (TestTasks workers = new TestTasks("{}", Map.of("echo", echo))) {
      Buffer back = workers.onLoop(d -> d.submit(Order.of("echo", large, "me")).result());
      assertThat(back).isEqualTo(large);
    }
  }

  @Test
  void refusesWhatIsTooLarge() {
    try (TestTasks workers = new TestTasks("{\"payloadBytes\":\"1KiB\"}", Map.of())) {
      assertThat(failure(workers, "gzip", "x".repeat(1025)).reason()).isEqualTo(Reason.TOO_LARGE);
    }
  }

  @Test
  void tellsThatATaskIsNotKnown() {
    try (TestTasks workers = new TestTasks("{}", Map.of())) {
      assertThat(failure(workers, "prims", "").text()).isEqualTo("No task is called \"prims\".");
    }
  }

  @Test
  void aTaskThatThrowsFailsItsJobOnly() {
    Kind overflow =
        TestTasks.kind(
            "overflow",
            Limits.STANDARD,
            (input, work) -> {
              throw new StackOverflowError("for a test");
            });
    try (TestTasks workers = new TestTasks("{\"workers\":1}", Map.of("overflow", overflow))) {
      Failure failure = failure(workers, "overflow", "");
      assertThat(failure.reason()).isEqualTo(Reason.INTERNAL);
      assertThat(failure.text()).isEqualTo("The task \"overflow\" failed.");
      assertThat(workers.run("primes", "{\"number\":9}")).contains("false");
      assertThat(workers.counted("overflow", "failed")).isEqualTo(1);
    }
  }

  @Test
  void aFailureOfATaskIsTold() {
    try (TestTasks workers = new TestTasks("{}", Map.of())) {
      Failure failure = failure(workers, "primes", "{\"number\":\"many\"}");
      assertThat(failure.reason()).isEqualTo(Reason.MALFORMED);
      assertThat(failure.text()).isEqualTo("The input has no whole number \"number\".");
      assertThat(failure(workers, "primes", "{\"numbr\":9}").text())
          .isEqualTo("The input has neither \"number\" nor \"from\" and \"below\".");
    }
  }

  @Test
  void refusesWhenTheQueueIsFullAndSaysWhenToComeBack() throws Exception {
    Kind kind = TestTasks.kind("held", ONE, held);
    try (TestTasks workers = new TestTasks("{\"workers\":1}", Map.of("held", kind))) {
      Future<Buffer> first = order(workers, "held");
      begun();
      Future<Buffer> second = order(workers, "held");
      Failure third = failure(workers, "held", "");
      assertThat(third.reason()).isEqualTo(Reason.RATE_LIMITED);
      assertThat(third.retryAfter()).isPresent();
      free.countDown();
      TestTasks.await(first);
      TestTasks.await(second);
      assertThat(workers.counted("held", "refused")).isEqualTo(1);
    }
  }

  private static Future<Buffer> order(TestTasks workers, String task) {
    return workers.async(d -> d.submit(Order.of(task, Buffer.buffer("x"), "me")).result());
  }

  @Test
  void aJobThatIsCancelledFreesItsThreadAtOnce() throws Exception {
    Kind kind = TestTasks.kind("held", Limits.STANDARD, held);
    try (TestTasks workers = new TestTasks("{\"workers\":1}", Map.of("held", kind))) {
      CompletableFuture<Job> job = new CompletableFuture<>();
      Future<Buffer> result =
          workers.async(
              d -> {
                job.complete(d.submit(Order.of("held", Buffer.buffer(), "me")));
                return job.join().result();
              });
      begun();
      long before = System.nanoTime();
      workers.onLoop(
          d -> {
            job.join().cancel();
            return Future.succeededFuture();
          });
      workers.run("primes", "{\"number\":7}");
      assertThat(System.nanoTime() - before).isLessThan(100_000_000L);
      assertThat(catchThrowableOfType(Failure.class, () -> TestTasks.await(result)).reason())
          .isEqualTo(Reason.CANCELLED);
      assertThat(workers.counted("held", "abandoned")).isZero();
      assertThat(workers.counted("held", "cancelled")).isEqualTo(1);
    }
  }

  @Test
  void aLoopThatHearsNothingIsAbandonedAndItsPlaceTaken() {
    Kind kind =
        TestTasks.kind(
            "stubborn", new Limits(10, Integer.MAX_VALUE, Duration.ofMillis(50)), stubborn);
    try (TestTasks workers = new TestTasks("{\"workers\":1}", Map.of("stubborn", kind))) {
      Failure late = failure(workers, "stubborn", "");
      assertThat(late.reason()).isEqualTo(Reason.DEADLINE);
      assertThat(workers.run("primes", "{\"number\":4}")).contains("false");
      Eventually.await(
          () -> workers.counted("stubborn", "abandoned") == 1, SOON, "It is not counted.");
      Eventually.await(
          () -> workers.tasks().nodes().all().get(0).cpu().abandoned() == 1,
          SOON,
          "The node does not tell.");
      free.countDown();
      Eventually.await(
          () -> workers.counted("stubborn", "returned") == 1, SOON, "It does not return.");
    } finally {
      free.countDown();
    }
  }

  @Test
  void aJobOfANodeThatStopsIsDoneByAnother() throws Exception {
    Kind kind = TestTasks.kind("held", Limits.STANDARD, held);
    try (TestTasks workers = new TestTasks("{\"workers\":1}", Map.of("held", kind))) {
      Future<Buffer> result = order(workers, "held");
      begun();
      TestTasks.await(workers.vertx().deployVerticle(new TaskVerticle(workers.tasks())));
      Eventually.await(() -> workers.tasks().nodes().all().size() == 2, SOON, "No second node.");
      workers.stopFirst();
      free.countDown();
      assertThat(TestTasks.await(result).toString()).isEqualTo("x");
      assertThat(workers.counted("held", "retried")).isEqualTo(1);
      assertThat(workers.counted("held", "done")).isEqualTo(1);
    }
  }

  @Test
  void aJobThatMayNotBeDoneTwiceFailsClearlyWhenItsNodeStops() throws Exception {
    Traits once = new Traits(Form.BYTES, Form.BYTES, false, false, Limits.STANDARD);
    Kind kind = new Kind("held", once, "text/plain", Limits.STANDARD, held);
    try (TestTasks workers = new TestTasks("{\"workers\":1}", Map.of("held", kind))) {
      Future<Buffer> result = order(workers, "held");
      begun();
      TestTasks.await(workers.vertx().deployVerticle(new TaskVerticle(workers.tasks())));
      workers.stopFirst();
      assertThat(catchThrowableOfType(Failure.class, () -> TestTasks.await(result)).reason())
          .isEqualTo(Reason.RESET_BEFORE_HEADERS);
      assertThat(workers.counted("held", "lost")).isEqualTo(1);
    }
  }

  @Test
  void tellsHowFarItIs() {
    CountDownLatch told = new CountDownLatch(1);
    Kind kind =
        TestTasks.kind(
            "slow",
            Limits.STANDARD,
            (input, work) -> {
              work.progress(0.25, "a quarter");
              told.await(10, TimeUnit.SECONDS);
              return input;
            });
    try (TestTasks workers = new TestTasks("{}", Map.of("slow", kind))) {
      List<String> progress = new ArrayList<>();
      workers.onLoop(
          d ->
              d.submit(
                      Order.of("slow", Buffer.buffer(), "me")
                          .telling(
                              (done, note) -> {
                                progress.add(done + " " + note);
                                told.countDown();
                              }))
                  .result());
      assertThat(progress).containsExactly("0.25 a quarter");
    }
  }

  @Test
  void anotherCallerCannotCancelAJob() throws Exception {
    Kind kind = TestTasks.kind("held", Limits.STANDARD, held);
    try (TestTasks workers = new TestTasks("{\"workers\":1}", Map.of("held", kind))) {
      Future<Buffer> result = order(workers, "held");
      begun();
      Tasks.Underway job = workers.tasks().jobs("me").get(0);
      assertThat(workers.tasks().jobs("you")).isEmpty();
      assertThat(workers.tasks().cancel(job.id(), "you")).isFalse();
      assertThat(workers.tasks().cancel(job.id(), "me")).isTrue();
      assertThat(catchThrowableOfType(Failure.class, () -> TestTasks.await(result)).reason())
          .isEqualTo(Reason.CANCELLED);
    }
  }
}
