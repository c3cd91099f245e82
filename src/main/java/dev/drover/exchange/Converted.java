package dev.drover.exchange;

import dev.drover.status.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes made of another: one piece after the other, in order, at the pace of whoever
 * reads it. What comes while a piece is made is the next piece; when that is long enough, the
 * source is paused, and nothing is made while what is made is not read.
 *
 * <p>Confined to the exchange's event loop, but for the conversion, which belongs to the hands from
 * when a piece is given to them until it is made.
 */
public final class Converted extends Supply {
  /** How it is made. What it throws breaks the stream. */
  public interface Conversion {
    /** What the next bytes become; empty while they are not enough. */
    Buffer next(Buffer content);

    /** What comes last, when the source has ended; empty for nothing. */
    Buffer end();
  }

  /** Who makes the pieces. */
  @FunctionalInterface
  public interface Hands {
    /** Makes them at once. */
    Hands HERE =
        (length, step) -> {
          try {
            return Future.succeededFuture(step.get());
          } catch (RuntimeException thrown) {
            return Future.failedFuture(thrown);
          }
        };

    /**
     * Makes the next piece. Called for one after the other.
     *
     * @param length of what it is made of
     * @param step makes it, on any thread
     * @return completes on the event loop
     */
    Future<Buffer> take(int length, Supplier<Buffer> step);

    /** The same, with somebody to tell what breaks. */
    default Hands telling(Consumer<Throwable> listener) {
      return (length, step) -> take(length, step).onFailure(listener::accept);
    }
  }

  private static final int ENOUGH = 64 << 10;
  private static final Buffer NOTHING = Buffer.buffer();
  private static final Body.Whole EMPTY = new Body.Whole(NOTHING, Body.NO_TRAILERS);

  private final ReadStream<Buffer> source;
  private final Conversion conversion;
  private final Hands hands;
  private final Promise<Void> begun = Promise.promise();
  private Buffer gathered = NOTHING;
  private Buffer held = NOTHING;
  private boolean stopped = true;
  private boolean sourceEnded;
  private boolean busy;
  private boolean last;
  private boolean ended;
  private boolean halted;
  private boolean over;
  private @Nullable Throwable failure;

  /**
   * Made at once, as it comes.
   *
   * @param source paused
   */
  public Converted(ReadStream<Buffer> source, Conversion conversion) {
    this(source, conversion, Hands.HERE);
  }

  /**
   * @param source paused
   */
  public Converted(ReadStream<Buffer> source, Conversion conversion, Hands hands) {
    this.source = source;
    this.conversion = conversion;
    this.hands = hands;
    source.exceptionHandler(this::broke);
    source.handler(this::came);
    source.endHandler(
        nothing -> {
          sourceEnded = true;
          next();
        });
  }

  /** A body that is made of another at once; what follows its content stays. */
  public static Body of(Body body, Conversion conversion) {
    if (body instanceof Body.Stream stream) {
      return new Body.Stream(new Converted(stream.source(), conversion), stream.trailers());
    }
    Body.Whole whole = body instanceof Body.Whole all ? all : EMPTY;
    Buffer content = conversion.next(whole.buffer());
    return new Body.Whole(joined(content, conversion.end()), whole.trailers());
  }

  /**
   * Reads until there is something to give, and waits then for a reader.
   *
   * @return completes when there is, or when the stream has ended without it; fails with what broke
   *     the stream before
   */
  public Future<Void> begin() {
    read();
    return begun.future();
  }

  /** All that is still to be given, when the source has ended before anyone has read. */
  public Buffer rest() {
    return held;
  }

  private static Buffer joined(Buffer first, Buffer second) {
    if (first.length() == 0) {
      return second;
    }
    return second.length() == 0
        ? first
        : Buffer.buffer(first.length() + second.length()).appendBuffer(first).appendBuffer(second);
  }

  private void came(Buffer content) {
    if (!over) {
      gathered = joined(gathered, content);
      if (gathered.length() >= ENOUGH) {
        stop();
      }
      next();
    }
  }

  private void stop() {
    if (!stopped && !sourceEnded) {
      stopped = true;
      source.pause();
    }
  }

  private void read() {
    if (stopped && !sourceEnded) {
      stopped = false;
      source.resume();
    }
  }

  /** Gives the next piece to the hands, unless they have one or nobody has read the one before. */
  private void next() {
    if (busy || over || last || held.length() > 0) {
      return;
    }
    if (gathered.length() > 0) {
      Buffer piece = gathered;
      gathered = NOTHING;
      make(piece.length(), () -> conversion.next(piece));
    } else if (sourceEnded) {
      last = true;
      make(0, conversion::end);
    }
  }

  private void make(int length, Supplier<Buffer> step) {
    busy = true;
    hands
        .take(length, step)
        .onComplete(
            done -> {
              busy = false;
              if (done.failed()) {
                broke(done.cause());
              } else if (!over) {
                made(done.result());
              }
            });
  }

  private void made(Buffer content) {
    held = content;
    ended = last;
    if (held.length() > 0 || ended) {
      begun.tryComplete();
    }
    if (listens()) {
      deliver();
    } else if (held.length() > 0) {
      stop();
    } else {
      proceed();
    }
  }

  private void proceed() {
    next();
    if (!halted && gathered.length() < ENOUGH && held.length() == 0) {
      read();
    }
  }

  private void broke(Throwable cause) {
    if (!over) {
      over = true;
      failure = Failure.from(cause);
      if (!begun.tryFail(failure)) {
        supplyFailure(failure);
      }
    }
  }

  private void deliver() {
    if (held.length() > 0 && takes()) {
      Buffer content = held;
      held = NOTHING;
      supply(content);
    }
    if (!listens() || over) {
      return;
    }
    if (ended) {
      over = true;
      supplyEnd();
      return;
    }
    proceed();
  }

  @Override
  protected void resumed() {
    halted = false;
    begun.tryComplete();
    if (failure != null) {
      supplyFailure(failure);
    } else {
      deliver();
    }
  }

  @Override
  protected void paused() {
    halted = true;
    stop();
  }
}
