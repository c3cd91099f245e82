package dev.drover.seed;

import dev.drover.task.Form;
import dev.drover.task.Kind;
import dev.drover.task.Limits;
import dev.drover.task.Task;
import dev.drover.task.Traits;
import java.time.Duration;

/** Tasks of the seeds. */
final class SeedTasks {
  private static final Limits WIDE = new Limits(100_000, Integer.MAX_VALUE, Duration.ofMinutes(5));

  private SeedTasks() {}

  static Kind kind(String name, boolean blocking, Task task) {
    return new Kind(
        name, new Traits(Form.BYTES, Form.BYTES, blocking, true, WIDE), "text/plain", WIDE, task);
  }

  static Kind echo() {
    return kind("echo", false, (input, work) -> input);
  }

  /** Waits, as {@code time.sleep} does. */
  static Kind sleep(boolean blocking, long millis) {
    return kind(
        "sleep",
        blocking,
        (input, work) -> {
          Thread.sleep(millis);
          return input;
        });
  }
}
