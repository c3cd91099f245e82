package dev.drover.codec.rpc;

import dev.drover.exchange.Body;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is given what it gives: what nobody takes waits, and whoever gives asks {@link
 * #flowing} first, so that little does. Confined to the exchange's event loop.
 */
final class Queue implements ReadStream<Buffer> {
  private final Deque<Buffer> waiting = new ArrayDeque<>();
  private Runnable resumed = () -> {};
  private Runnable paused = () -> {};
  private boolean flowing;
  private boolean ending;
  private boolean over;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;

  /** A body that is there as a whole already. */
  static Body body(Buffer content, Supplier<MultiMap> trailers) {
    Queue queue = new Queue();
    queue.give(content);
    queue.end();
    return new Body.Stream(queue, trailers);
  }

  /** Whom to tell when it is read, and when no longer. */
  void watch(Runnable resumed, Runnable paused) {
    this.resumed = resumed;
    this.paused = paused;
  }

  /** Whether what is given is taken at once. */
  boolean flowing() {
    return flowing && waiting.isEmpty();
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
    while (flowing && handler != null && !waiting.isEmpty()) {
      handler.handle(waiting.remove());
    }
    if (flowing && ending && waiting.isEmpty() && !over) {
      over = true;
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
  }

  @Override
  public Queue resume() {
    flowing = true;
    deliver();
    if (flowing && !over) {
      resumed.run();
    }
    return this;
  }

  @Override
  public Queue pause() {
    flowing = false;
    paused.run();
    return this;
  }

  @Override
  public Queue fetch(long amount) {
    return amount > 0 ? resume() : this;
  }

  @Override
  public Queue handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public Queue endHandler(@Nullable Handler<Void> endHandler) {
    this.endHandler = endHandler;
    return this;
  }

  @Override
  public Queue exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this; // what breaks ends the exchange
  }
}
