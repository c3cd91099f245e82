package dev.drover.exchange;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The present pass of one event loop over its ready connections, and what is to be done when it
 * ends. Bytes that arrive together are handled in one pass; work that waits for its end sees a
 * message's head, content and end at once and can write them as one.
 *
 * <p>Confined to its event loop.
 */
public final class Pass implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Pass.class);

  private final Executor loop;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private boolean scheduled;

  /**
   * @param loop runs a task on the event loop after what is being read now
   */
  public Pass(Executor loop) {
    this.loop = loop;
  }

  /** Runs the task when this pass ends. */
  public void atEnd(Runnable task) {
    tasks.add(task);
    if (!scheduled) {
      scheduled = true;
      loop.execute(this);
    }
  }

  /** Called by the loop: runs what has been left for the end, and what that leaves in turn. */
  @Override
  public void run() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      try {
        task.run();
      } catch (Throwable thrown) { // or all other tasks of this loop would wait for ever
        LOG.error("A task at the end of a pass failed.", thrown);
      }
    }
    scheduled = false;
  }
}
