package dev.drover.handler.aggregate;

import dev.drover.status.Failure;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an answer as content, at the client's pace: whoever adds a part is told when it has
 * been taken, and makes no more than a few before that. Confined to the exchange's event loop.
 */
final class PartStream implements ReadStream<Buffer> {
  private record Part(Buffer content, Runnable taken) {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private @Nullable Failure failure;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private boolean flowing;
  private boolean complete;
  private boolean over;
  private boolean delivering;

  /** One more. */
  void add(Buffer content, Runnable taken) {
    parts.add(new Part(content, taken));
    deliver();
  }

  /** There are no more. */
  void end() {
    complete = true;
    deliver();
  }

  /** There are no more than these, since something has failed. */
  void fail(Failure why) {
    failure = why;
    deliver();
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    while (flowing && handler != null && !parts.isEmpty()) {
      Part part = parts.remove();
      handler.handle(part.content);
      part.taken.run();
    }
    delivering = false;
    if (!over && flowing && parts.isEmpty() && (complete || failure != null)) {
      over = true;
      if (failure == null) {
        call(endHandler, null);
      } else {
        call(exceptionHandler, failure);
      }
    }
  }

  private static <T> void call(@Nullable Handler<T> handler, @Nullable T value) {
    if (handler != null) {
      handler.handle(value);
    }
  }

  @Override
  public PartStream resume() {
    flowing = true;
    deliver();
    return this;
  }

  @Override
  public PartStream pause() {
    flowing = false;
    return this;
  }

  @Override
  public PartStream fetch(long amount) {
    return amount > 0 ? resume() : this;
  }

  @Override
  public PartStream handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public PartStream endHandler(@Nullable Handler<Void> endHandler) {
    this.endHandler = endHandler;
    return this;
  }

  @Override
  public PartStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    this.exceptionHandler = handler;
    return this;
  }
}
