package dev.drover.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.status.Failure;
import dev.drover.testing.Eventually;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Short jobs are put ahead, for the thread that comes free first. */
class CrewTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int ENOUGH = 200;
  private static final Limits LIMITS = new Limits(1000, 100, Duration.ofSeconds(30));

  private final CountDownLatch free = new CountDownLatch(1);
  private final List<String> done = new ArrayList<>();
  private final Map<String, Kind> kinds =
      Map.of(
          "hold",
          TestTasks.kind(
              "hold",
              LIMITS,
              (input, work) -> {
                free.await();
                return input;
              }),
          "note",
          TestTasks.kind(
              "note",
              LIMITS,
              (input, work) -> {
                done.add(input.toString());
                return input;
              }));

  private static Job submit(TestTasks workers, String task, String input) {
    return workers.onLoop(
        d -> Future.succeededFuture(d.submit(Order.of(task, Buffer.buffer(input), "me"))));
  }

  /** One thread, known to have short jobs, that is held now. */
  private TestTasks held() {
    TestTasks workers = new TestTasks("{\"workers\":1}", kinds);
    for (int i = 0; i < ENOUGH; i++) {
      workers.run("note", "");
    }
    done.clear();
    submit(workers, "hold", "");
    Eventually.await(() -> workers.counted("hold", "started") == 1, SOON, "Nothing is held.");
    return workers;
  }

  @Test
  void theThreadGoesOnInOrderAndEachJobIsDoneOnce() {
    try (TestTasks workers = held()) {
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        jobs.add(submit(workers, "note", "" + i));
      }
      free.countDown();
      jobs.forEach(job -> TestTasks.await(job.result()));

      assertThat(done).containsExactly("0", "1", "2", "3", "4");
      assertThat(workers.counted("note", "started")).isEqualTo(ENOUGH + 5);
      assertThat(workers.counted("note", "done")).isEqualTo(ENOUGH + 5);
    }
  }

  @Test
  void oneThatIsAheadAndCancelledIsNeverBegun() {
    try (TestTasks workers = held()) {
      Job first = submit(workers, "note", "first");
      Job second = submit(workers, "note", "second");
      workers.onLoop(
          d -> {
            first.cancel();
            return Future.succeededFuture();
          });
      assertThatThrownBy(() -> TestTasks.await(first.result())).isInstanceOf(Failure.class);
      workers.onLoop(d -> workers.vertx().timer(50));
      free.countDown();

      TestTasks.await(second.result());
      assertThat(done).containsExactly("second");
      assertThat(workers.counted("note", "started")).isEqualTo(ENOUGH + 1);
      assertThat(workers.counted("note", "cancelled")).isEqualTo(1);
      assertThat(workers.run("note", "third")).isEqualTo("third");
    }
  }
}
