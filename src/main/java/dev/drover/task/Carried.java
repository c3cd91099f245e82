package dev.drover.task;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A task whose jobs bring their own functions, which are in the memory of this process: the work of
 * a filter or a handler. So its jobs are done on the node that wants them, and there are none but
 * those of {@link Dispatch#submit(Order, Task)}. Safe for all threads.
 */
final class Carried implements Task {
  private final Map<String, Task> functions = new ConcurrentHashMap<>();

  /** Keeps the function of a job, until it is begun or dropped. */
  void keep(String job, Task function) {
    functions.put(job, function);
  }

  void drop(String job) {
    functions.remove(job);
  }

  /**
   * @param input the id of the job
   */
  @Override
  public Buffer run(Buffer input, Work work) throws Exception {
    Task function = functions.remove(input.toString());
    if (function == null) {
      throw Failure.of(Reason.MALFORMED, "This node has no such work.");
    }
    return function.run(input, work);
  }
}
