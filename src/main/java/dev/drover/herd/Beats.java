package dev.drover.herd;

import io.vertx.core.Vertx;

/** Something that is done at each multiple of an interval since 1970. */
final class Beats implements AutoCloseable {
  private final Vertx vertx;
  private final long millis;
  private final Runnable action;
  private volatile boolean over;

  Beats(Vertx vertx, long millis, Runnable action) {
    this.vertx = vertx;
    this.millis = millis;
    this.action = action;
  }

  /** Waits for the next one; on the event loop on which it is to be done. */
  void next() {
    long wait = millis - System.currentTimeMillis() % millis;
    vertx.setTimer(
        wait,
        id -> {
          if (!over) {
            action.run();
            next();
          }
        });
  }

  /** Ends it; for any thread. */
  @Override
  public void close() {
    over = true;
  }
}
