package dev.drover.codec.rpc;

import dev.drover.exchange.Body;
import dev.drover.exchange.Supply;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * A stream that is given what it gives: what nobody takes waits, and whoever gives asks {@link
 * #flowing} first, so that little does. Confined to the exchange's event loop.
 */
final class Queue extends Supply {
  private final Deque<Buffer> waiting = new ArrayDeque<>();
  private Runnable onResume = () -> {};
  private Runnable onPause = () -> {};
  private boolean ending;
  private boolean over;

  /** A body that is there as a whole already. */
  static Body body(Buffer content, Supplier<MultiMap> trailers) {
    Queue queue = new Queue();
    queue.give(content);
    queue.end();
    return new Body.Stream(queue, trailers);
  }

  /** Whom to tell when it is read, and when no longer. */
  void watch(Runnable resumed, Runnable paused) {
    onResume = resumed;
    onPause = paused;
  }

  /** Whether what is given is taken at once. */
  boolean flowing() {
    return listens() && waiting.isEmpty();
  }

  /** Gives; dropped after the end. */
  void give(Buffer content) {
    if (!ending && content.length() > 0) {
      waiting.add(content);
      deliver();
    }
  }

  /** Nothing more is given. */
  void end() {
    ending = true;
    deliver();
  }

  /** Whether its end has been said. */
  boolean ending() {
    return ending;
  }

  private void deliver() {
    while (takes() && !waiting.isEmpty()) {
      supply(waiting.remove());
    }
    if (listens() && ending && waiting.isEmpty() && !over) {
      over = true;
      supplyEnd();
    }
  }

  @Override
  protected void resumed() {
    deliver();
    if (listens() && !over) {
      onResume.run();
    }
  }

  @Override
  protected void paused() {
    onPause.run();
  }
}
