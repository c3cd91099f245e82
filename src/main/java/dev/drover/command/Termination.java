package dev.drover.command;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes an orderly stop a success: SIGTERM and SIGINT close Vert.x, which drains the gateway, and
 * end the process with status 0, where the JVM alone would say 143 and 130. A second signal ends it
 * at once with that status.
 */
final class Termination {
  private Termination() {}

  /** Begins to listen for signals; does nothing where the JVM keeps them for itself (-Xrs). */
  static void closes(Vertx vertx) {
    AtomicBoolean stopping = new AtomicBoolean();
    handle("TERM", vertx, stopping);
    handle("INT", vertx, stopping);
  }

  @SuppressWarnings("sunapi")
  private static void handle(String name, Vertx vertx, AtomicBoolean stopping) {
    try {
      sun.misc.Signal.handle(
          new sun.misc.Signal(name),
          signal -> {
            if (stopping.compareAndSet(false, true)) {
              vertx
                  .close()
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
