package dev.drover.exchange;

import io.vertx.core.Future;

/**
 * What of an answer has been handed to the client's connection and not been written yet, because
 * the client's windows are closed or its end is slow. Kept in the exchange by whoever makes content
 * only when the client has taken what came before; nothing is counted where nobody asks.
 *
 * <p>Confined to the exchange's event loop.
 */
public final class Writing {
  /** Where it is in an exchange. */
  public static final Key<Writing> KEY = Key.of("writing");

  private final Runnable done;
  private int pending;

  /**
   * @param done run each time when all has been written, or cannot be any more
   */
  public Writing(Runnable done) {
    this.done = done;
  }

  /** Content is being written. */
  public void began(Future<Void> write) {
    if (!write.isComplete()) {
      pending++;
      write.onComplete(
          written -> {
            if (--pending == 0) {
              done.run();
            }
          });
    }
  }

  /** Whether all has been written. */
  public boolean done() {
    return pending == 0;
  }
}
