package dev.drover.exchange;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes that is made here: who reads it, and whether he listens. Whoever makes it gives
 * while that is so, and is told when it changes. It is handed over paused.
 *
 * <p>Confined to one event loop.
 */
public abstract class Supply implements ReadStream<Buffer> {
  private boolean listens;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;

  /** Whether it is not paused. */
  protected final boolean listens() {
    return listens;
  }

  /** Whether what is given is taken. */
  protected final boolean takes() {
    return listens && handler != null;
  }

  /** Somebody listens, again or for the first time. */
  protected abstract void resumed();

  /** Nobody listens for a while. */
  protected void paused() {}

  /** Supplies content; dropped when there is nobody. */
  protected final void supply(Buffer content) {
    if (handler != null) {
      handler.handle(content);
    }
  }

  /** There is no more. */
  protected final void supplyEnd() {
    if (endHandler != null) {
      endHandler.handle(null);
    }
  }

  /** There is no more, since something has broken. */
  protected final void supplyFailure(Throwable cause) {
    if (exceptionHandler != null) {
      exceptionHandler.handle(cause);
    }
  }

  @Override
  public final Supply resume() {
    listens = true;
    resumed();
    return this;
  }

  @Override
  public final Supply pause() {
    listens = false;
    paused();
    return this;
  }

  @Override
  public final Supply fetch(long amount) {
    return amount > 0 ? resume() : this;
  }

  @Override
  public final Supply handler(@Nullable Handler<Buffer> taker) {
    handler = taker;
    return this;
  }

  @Override
  public final Supply endHandler(@Nullable Handler<Void> taker) {
    endHandler = taker;
    return this;
  }

  @Override
  public Supply exceptionHandler(@Nullable Handler<Throwable> taker) {
    exceptionHandler = taker;
    return this;
  }
}
