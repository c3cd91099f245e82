package dev.drover.task;

import io.vertx.core.buffer.Buffer;

/**
 * A function that is too slow for an event loop: it computes, or it blocks. One instance serves all
 * threads at once.
 */
@FunctionalInterface
public interface Task {
  /**
   * Does one job, on a thread that is its own until it returns. A long one looks at {@link
   * Work#check()} at least every 10 ms; a blocking one is interrupted when it is not wanted any
   * more.
   *
   * @param input of the form that its factory names; not to be changed
   * @return the result
   * @throws dev.drover.status.Failure what the client is told
   * @throws Exception anything else is logged, and the client told that the task failed
   */
  Buffer run(Buffer input, Work work) throws Exception;
}
