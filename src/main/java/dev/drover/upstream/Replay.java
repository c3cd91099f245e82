package dev.drover.upstream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request body that several attempts can read, one after another. What has come so far is kept
 * until it passes a bound or {@link #commit} is called; as long as all of it is kept another
 * attempt can begin from the start.
 *
 * <p>Reading begins at once, up to the bound, so that a body that arrives together with its head is
 * complete when a connection is found. Confined to the exchange's event loop.
 */
final class Replay implements ReadStream<Buffer> {
  private final ReadStream<Buffer> source;
  private final int bound;
  private final List<Buffer> kept = new ArrayList<>(2);
  private int size;
  private boolean all = true;
  private boolean ended;
  private @Nullable Throwable failure;
  private boolean flowing;
  private int delivered;

  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;

  Replay(ReadStream<Buffer> source, int bound) {
    this.source = source;
    this.bound = bound;
  }

  /** Begins to read ahead. */
  void start() {
    source.exceptionHandler(this::broke);
    source.handler(this::came);
    source.endHandler(this::finished);
    source.resume();
  }

  /** Whether everything that has come is kept, so that an attempt can begin from the start. */
  boolean complete() {
    return all && failure == null;
  }

  /** The whole body, where it has come and all of it is kept; else null. */
  @Nullable Buffer whole() {
    if (!ended || !complete()) {
      return null;
    }
    Buffer whole = Buffer.buffer(size);
    kept.forEach(whole::appendBuffer);
    return whole;
  }

  /** Nothing need be kept any longer: there is an answer. */
  void commit() {
    all = false;
    if (flowing || delivered == kept.size()) {
      kept.clear();
      delivered = 0;
    }
  }

  /** The next reader begins from the start. Only when {@link #complete}. */
  void rewind() {
    flowing = false;
    delivered = 0;
    handler = null;
    endHandler = null;
    exceptionHandler = null;
  }

  private void came(Buffer buffer) {
    boolean direct = flowing && delivered == kept.size();
    if (all || !direct) {
      size += buffer.length();
      kept.add(buffer);
      if (size > bound && direct) {
        all = false;
        kept.clear();
        delivered = 0;
      } else if (direct) {
        delivered++;
      } else if (size > bound) {
        source.pause();
      }
    }
    if (direct && handler != null) {
      handler.handle(buffer);
    }
  }

  private void finished(@Nullable Void nothing) {
    ended = true;
    if (flowing && delivered == kept.size() && endHandler != null) {
      endHandler.handle(null);
    }
  }

  private void broke(Throwable cause) {
    failure = cause;
    if (exceptionHandler != null) {
      exceptionHandler.handle(cause);
    }
  }

  @Override
  public Replay handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public Replay endHandler(@Nullable Handler<Void> endHandler) {
    this.endHandler = endHandler;
    return this;
  }

  @Override
  public Replay exceptionHandler(@Nullable Handler<Throwable> handler) {
    this.exceptionHandler = handler;
    return this;
  }

  @Override
  public Replay pause() {
    flowing = false;
    if (!ended && failure == null) {
      source.pause();
    }
    return this;
  }

  @Override
  public Replay resume() {
    flowing = true;
    while (flowing && delivered < kept.size()) {
      Buffer next = kept.get(delivered++);
      if (handler != null) {
        handler.handle(next);
      }
    }
    if (!flowing) {
      return this;
    }
    if (size > bound || !all) {
      all = false;
      kept.clear();
      delivered = 0;
    }
    if (failure != null) {
      if (exceptionHandler != null) {
        exceptionHandler.handle(failure);
      }
    } else if (ended) {
      if (endHandler != null) {
        endHandler.handle(null);
      }
    } else {
      source.resume();
    }
    return this;
  }

  @Override
  public Replay fetch(long amount) {
    return amount > 0 ? resume() : this;
  }
}
