package dev.drover.command;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Makes an orderly stop a success: SIGTERM and SIGINT drain the gateway and end the process with
 * status 0, where the JVM alone would say 143 and 130. A second signal ends it at once with that
 * status.
 */
final class Termination {
  private Termination() {}

  /** The first signal runs it; does nothing where the JVM keeps them for itself (-Xrs). */
  static void runs(Supplier<Future<Void>> close) {
    AtomicBoolean stopping = new AtomicBoolean();
    handle("TERM", close, stopping);
    handle("INT", close, stopping);
  }

  @SuppressWarnings("sunapi")
  private static void handle(String name, Supplier<Future<Void>> close, AtomicBoolean stopping) {
    try {
      sun.misc.Signal.handle(
          new sun.misc.Signal(name),
          signal -> {
            if (stopping.compareAndSet(false, true)) {
              close
                  .get()
                  .onComplete(closed -> new Thread(() -> System.exit(ExitCode.OK), "exit").start());
            } else {
              Runtime.getRuntime().halt(128 + signal.getNumber());
            }
          });
    } catch (IllegalArgumentException kept) {
      // The JVM's own shutdown hooks stop the node then, with the JVM's own status.
      stopping.set(false);
    }
  }
}
