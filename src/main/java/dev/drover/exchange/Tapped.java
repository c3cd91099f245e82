package dev.drover.exchange;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes that somebody looks at as they pass, unchanged; he may also stop them for good.
 * Confined to the exchange's event loop.
 */
public final class Tapped implements ReadStream<Buffer> {
  private final ReadStream<Buffer> source;
  private final Predicate<Buffer> passes;
  private final Runnable ended;
  private boolean stopped;

  /**
   * @param passes shown each buffer; says whether it passes. After the first that does not, nothing
   *     is read any more: neither content nor an end comes.
   */
  public Tapped(ReadStream<Buffer> source, Predicate<Buffer> passes) {
    this(source, passes, () -> {});
  }

  private Tapped(ReadStream<Buffer> source, Predicate<Buffer> passes, Runnable ended) {
    this.source = source;
    this.passes = passes;
    this.ended = ended;
  }

  /**
   * One that passes in any case.
   *
   * @param seen shown each buffer, which is not to be kept, since its reader may change it
   * @param ended told when all has passed, before the reader is
   */
  public static Tapped seen(ReadStream<Buffer> source, Consumer<Buffer> seen, Runnable ended) {
    return new Tapped(
        source,
        content -> {
          seen.accept(content);
          return true;
        },
        ended);
  }

  @Override
  public Tapped handler(@Nullable Handler<Buffer> handler) {
    source.handler(handler == null ? null : content -> came(content, handler));
    return this;
  }

  private void came(Buffer content, Handler<Buffer> handler) {
    if (stopped) {
      return;
    }
    if (passes.test(content)) {
      handler.handle(content);
    } else {
      stopped = true;
      source.pause();
    }
  }

  @Override
  public Tapped endHandler(@Nullable Handler<Void> endHandler) {
    source.endHandler(
        nothing -> {
          if (!stopped) {
            ended.run();
            if (endHandler != null) {
              endHandler.handle(null);
            }
          }
        });
    return this;
  }

  @Override
  public Tapped exceptionHandler(@Nullable Handler<Throwable> handler) {
    source.exceptionHandler(handler);
    return this;
  }

  @Override
  public Tapped pause() {
    source.pause();
    return this;
  }

  @Override
  public Tapped resume() {
    if (!stopped) {
      source.resume();
    }
    return this;
  }

  @Override
  public Tapped fetch(long amount) {
    if (!stopped) {
      source.fetch(amount);
    }
    return this;
  }
}
