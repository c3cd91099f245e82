package dev.drover.handler.tasks;

import dev.drover.status.Failure;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is, and at last its result, as content of an answer. A client that reads slowly
 * misses steps and never the result: nothing piles up. Confined to the exchange's event loop.
 */
final class ProgressStream implements ReadStream<Buffer> {
  private @Nullable Buffer step;
  private @Nullable Buffer result;
  private @Nullable Failure failure;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private boolean flowing;
  private boolean over;

  /** The job is that far. */
  void step(Buffer content) {
    step = content;
    deliver();
  }

  /** The job is done. */
  void end(Buffer content) {
    result = content;
    deliver();
  }

  /** There is no result. */
  void fail(Failure why) {
    failure = why;
    deliver();
  }

  private void deliver() {
    if (!flowing || over || handler == null) {
      return;
    }
    Buffer now = step;
    step = null;
    if (now != null) {
      handler.handle(now);
    }
    if (failure != null) {
      over = true;
      if (exceptionHandler != null) {
        exceptionHandler.handle(failure);
      }
    } else if (result != null && flowing) {
      over = true;
      handler.handle(result);
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
  }

  @Override
  public ProgressStream resume() {
    flowing = true;
    deliver();
    return this;
  }

  @Override
  public ProgressStream pause() {
    flowing = false;
    return this;
  }

  @Override
  public ProgressStream fetch(long amount) {
    return amount > 0 ? resume() : this;
  }

  @Override
  public ProgressStream handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public ProgressStream endHandler(@Nullable Handler<Void> endHandler) {
    this.endHandler = endHandler;
    return this;
  }

  @Override
  public ProgressStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    this.exceptionHandler = handler;
    return this;
  }
}
