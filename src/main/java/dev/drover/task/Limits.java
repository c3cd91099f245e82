package dev.drover.task;

import dev.drover.config.TaskLimitsConfig;
import java.time.Duration;

/**
 * What one task may take of a node.
 *
 * @param queue how many jobs wait
 * @param running how many run at once
 * @param timeout how long a job may take, with its time in the queue
 */
public record Limits(int queue, int running, Duration timeout) {
  /** Those of a task that asks for nothing else. */
  public static final Limits STANDARD = new Limits(100, Integer.MAX_VALUE, Duration.ofSeconds(30));

  /** The same where a configuration says nothing. */
  Limits with(TaskLimitsConfig config) {
    return new Limits(
        config.queue().orElse(queue),
        config.running().orElse(running),
        config.timeout().orElse(timeout));
  }
}
