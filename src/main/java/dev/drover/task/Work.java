package dev.drover.task;

import dev.drover.status.Failure;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a task knows of the job that it does: whether it is still wanted, how much time is left, and
 * whom to tell how far it is. The methods for tasks are called on the job's thread, the others
 * anywhere.
 */
public final class Work {
  private final long deadline;
  private final LongSupplier clock;
  private final BiConsumer<Double, String> progress;
  private final Object lock = new Object();
  private volatile @Nullable Failure ended;
  private @Nullable Thread thread;

  /**
   * @param deadline on that clock, in nanoseconds
   * @param progress told how much is done, from 0 to 1, and a remark
   */
  public Work(long deadline, LongSupplier clock, BiConsumer<Double, String> progress) {
    this.deadline = deadline;
    this.clock = clock;
    this.progress = progress;
  }

  /** A job that nobody waits for and nothing ends, for trying a task. */
  public static Work unbounded() {
    return new Work(Long.MAX_VALUE, () -> 0, (done, note) -> {});
  }

  // For tasks

  /** Whether the result is not wanted any more. */
  public boolean cancelled() {
    return ended != null;
  }

  /**
   * Ends the job if it is not wanted any more.
   *
   * @throws CancellationException which the task lets pass
   */
  public void check() {
    if (ended != null) {
      throw new CancellationException("The job is not wanted any more.");
    }
  }

  /** Nanoseconds left, at least 0. */
  public long remaining() {
    return Math.max(0, deadline - clock.getAsLong());
  }

  /**
   * Tells how far it is. Cheap and bounded: of what comes quicker than it can be told, the newest
   * is.
   *
   * @param done from 0 to 1
   */
  public void progress(double done, String note) {
    progress.accept(done, note);
  }

  // For those who watch

  /** Why it was ended, or null. */
  @Nullable Failure ended() {
    return ended;
  }

  /** The job is not wanted any more: sets the flag and interrupts its thread. */
  void end(Failure why) {
    synchronized (lock) {
      if (ended == null) {
        ended = why;
      }
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** The present thread does the job from now on. */
  void begin() {
    synchronized (lock) {
      thread = Thread.currentThread();
    }
  }

  /** The present thread is done with it; no interrupt of this job comes after. */
  void leave() {
    synchronized (lock) {
      thread = null;
      Thread.interrupted();
    }
  }

  /** Where the thread is, for the log; empty when it does not do the job any more. */
  StackTraceElement[] where() {
    Thread busy;
    synchronized (lock) {
      busy = thread;
    }
    return busy == null ? new StackTraceElement[0] : busy.getStackTrace();
  }
}
