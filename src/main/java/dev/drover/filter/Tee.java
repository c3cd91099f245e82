package dev.drover.filter;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A stream whose content somebody else sees, too, as it is read; never sooner, never paused. */
public final class Tee implements ReadStream<Buffer> {
  /** Who else sees it. */
  public interface Onlooker {
    /** The next content; not to be kept, since its reader may change it. */
    void content(Buffer content);

    /** There is no more. */
    void end();
  }

  private final ReadStream<Buffer> source;
  private final Onlooker onlooker;

  /** Of a paused stream. */
  public Tee(ReadStream<Buffer> source, Onlooker onlooker) {
    this.source = source;
    this.onlooker = onlooker;
  }

  @Override
  public Tee handler(@Nullable Handler<Buffer> handler) {
    source.handler(
        handler == null
            ? null
            : content -> {
              onlooker.content(content);
              handler.handle(content);
            });
    return this;
  }

  @Override
  public Tee endHandler(@Nullable Handler<Void> endHandler) {
    source.endHandler(
        nothing -> {
          onlooker.end();
          if (endHandler != null) {
            endHandler.handle(nothing);
          }
        });
    return this;
  }

  @Override
  public Tee exceptionHandler(@Nullable Handler<Throwable> handler) {
    source.exceptionHandler(handler);
    return this;
  }

  @Override
  public Tee pause() {
    source.pause();
    return this;
  }

  @Override
  public Tee resume() {
    source.resume();
    return this;
  }

  @Override
  public Tee fetch(long amount) {
    source.fetch(amount);
    return this;
  }
}
