package dev.drover.exchange;

import dev.drover.status.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes made of another, at the pace of whoever reads it: nothing is read from the
 * source while nobody reads here, and what one buffer becomes is one buffer.
 *
 * <p>Confined to the exchange's event loop.
 */
public final class Converted extends Supply {
  /** How it is made. What it throws breaks the stream. */
  public interface Conversion {
    /** What the next bytes become; empty while they are not enough. */
    Buffer next(Buffer content);

    /** What comes last, when the source has ended; empty for nothing. */
    Buffer end();
  }

  private static final Body.Whole EMPTY = new Body.Whole(Buffer.buffer(), Body.NO_TRAILERS);

  private final ReadStream<Buffer> source;
  private final Conversion conversion;
  private final Promise<Void> begun = Promise.promise();
  private Buffer held = Buffer.buffer();
  private boolean ended;
  private boolean over;
  private @Nullable Throwable failure;

  /**
   * @param source paused
   */
  public Converted(ReadStream<Buffer> source, Conversion conversion) {
    this.source = source;
    this.conversion = conversion;
    source.exceptionHandler(this::broke);
    source.handler(content -> convert(() -> conversion.next(content)));
    source.endHandler(nothing -> finish());
  }

  /** A body that is made of another; what follows its content stays. */
  public static Body of(Body body, Conversion conversion) {
    if (body instanceof Body.Stream stream) {
      return new Body.Stream(new Converted(stream.source(), conversion), stream.trailers());
    }
    Body.Whole whole = body instanceof Body.Whole all ? all : EMPTY;
    Buffer content = conversion.next(whole.buffer());
    Buffer last = conversion.end();
    Buffer all = Buffer.buffer(content.length() + last.length());
    return new Body.Whole(all.appendBuffer(content).appendBuffer(last), whole.trailers());
  }

  /**
   * Reads until there is something to give, and waits then for a reader.
   *
   * @return completes when there is, or when the stream has ended without it; fails with what broke
   *     the stream before
   */
  public Future<Void> begin() {
    source.resume();
    return begun.future();
  }

  /** All that is still to be given, when the source has ended before anyone has read. */
  public Buffer rest() {
    return held;
  }

  private void convert(Supplier<Buffer> step) {
    if (over) {
      return;
    }
    try {
      give(step.get());
    } catch (RuntimeException thrown) {
      broke(thrown);
    }
  }

  private void give(Buffer content) {
    if (content.length() == 0) {
      return;
    }
    if (takes()) {
      supply(content);
    } else {
      held =
          held.length() == 0 ? content : Buffer.buffer().appendBuffer(held).appendBuffer(content);
      source.pause();
      begun.tryComplete();
    }
  }

  private void finish() {
    ended = true;
    convert(conversion::end);
    begun.tryComplete();
    if (listens()) {
      deliver();
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
      held = Buffer.buffer();
      supply(content);
    }
    if (!listens() || over) {
      return;
    }
    if (ended) {
      over = true;
      supplyEnd();
    } else {
      source.resume();
    }
  }

  @Override
  protected void resumed() {
    begun.tryComplete();
    if (failure != null) {
      supplyFailure(failure);
    } else {
      deliver();
    }
  }

  @Override
  protected void paused() {
    if (!ended) {
      source.pause();
    }
  }
}
