package dev.drover.task;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where threads come from. They are daemons; how many there are is what whoever uses them sees to.
 */
final class Threads {
  private static final int FIRST_WITH_VIRTUAL = 21;
  private static final long IDLE_SECONDS = 60;

  private Threads() {}

  /** Whether the JDK has virtual threads. */
  static boolean virtual() {
    return Runtime.version().feature() >= FIRST_WITH_VIRTUAL;
  }

  /** Platform threads, kept for a minute. Closing interrupts them and does not wait. */
  static ThreadPoolExecutor platform(String name) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory =
        run -> {
          Thread thread = new Thread(run, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
  }

  /** A virtual thread for each job. By reflection, since the code is for JDK 17, too. */
  static Executor virtual(String name) {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      type.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1L);
      ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
      return run -> factory.newThread(run).start();
    } catch (NoSuchMethodException
        | ClassNotFoundException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("This JDK has no virtual threads.", e);
    }
  }
}
