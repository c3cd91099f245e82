package dev.drover.exchange;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * Moves a body from one connection to another, at the pace of the slower. A buffer is held back
 * until the pass ends, so that what arrived together leaves together: a head with its content, the
 * last content with the end.
 *
 * <p>Confined to the exchange's event loop.
 */
public final class Pump implements Runnable {
  /** The side that is written to. Nothing is called after {@link #end} or {@link #broken}. */
  public interface Sink {
    /** Where content goes. */
    WriteStream<Buffer> stream();

    /** Content is about to be written; called in order, for counting and limits. */
    void pass(Buffer content);

    /** The body does not end in this pass: the head leaves before it. Called once at most. */
    void head();

    /** Content is being written. */
    default void wrote(Future<Void> write) {}

    /** The stream takes no more for now. */
    default void full() {}

    /** The stream takes more again. */
    default void drained() {}

    /** The body is complete; {@code last} has not been written yet, and may be null. */
    void end(@Nullable Buffer last);

    /** The body will not be complete. */
    void broken(Throwable cause);
  }

  /**
   * A connection's write queue of Vert.x is full by the number of buffers that wait, whatever they
   * hold: what is longer is written in pieces.
   */
  private static final int PIECE = 64 << 10;

  private final ReadStream<Buffer> source;
  private final Sink sink;
  private final Pass pass;
  private final WriteStream<Buffer> stream;
  private @Nullable Buffer held;
  private boolean waiting;
  private boolean headSent;
  private boolean done;

  /**
   * @param source paused, or not yet begun
   */
  public Pump(ReadStream<Buffer> source, Sink sink, Pass pass) {
    this.source = source;
    this.sink = sink;
    this.pass = pass;
    this.stream = sink.stream();
  }

  /** Begins. */
  public void start() {
    source.exceptionHandler(this::broken);
    source.handler(this::content);
    source.endHandler(this::ended);
    source.resume();
    if (!done) {
      waitForPass();
    }
  }

  /**
   * Stops for good: what comes later is dropped.
   *
   * @return what was held back and has not been written, or null
   */
  public @Nullable Buffer stop() {
    Buffer last = done ? null : held;
    done = true;
    held = null;
    return last;
  }

  private void content(Buffer buffer) {
    if (done) {
      return;
    }
    try {
      sink.pass(buffer);
      if (done) {
        return;
      }
      Buffer before = held;
      held = buffer;
      if (before != null) {
        write(before);
      }
      waitForPass();
    } catch (RuntimeException thrown) {
      broken(thrown);
    }
  }

  private void waitForPass() {
    if (!waiting) {
      waiting = true;
      pass.atEnd(this);
    }
  }

  /** The pass has ended: nothing is held back any longer. */
  @Override
  public void run() {
    waiting = false;
    if (done) {
      return;
    }
    Buffer last = held;
    held = null;
    try {
      if (last != null) {
        write(last);
      } else {
        sendHead();
      }
    } catch (RuntimeException thrown) {
      broken(thrown);
    }
  }

  private void sendHead() {
    if (!headSent) {
      headSent = true;
      sink.head();
    }
  }

  private void write(Buffer buffer) {
    sendHead();
    if (done) {
      return;
    }
    int length = buffer.length();
    int at = 0;
    while (length - at > PIECE && !done) {
      sink.wrote(stream.write(buffer.slice(at, at + PIECE)));
      at += PIECE;
    }
    if (!done) {
      sink.wrote(stream.write(at == 0 ? buffer : buffer.slice(at, length)));
    }
    if (!done && stream.writeQueueFull()) {
      source.pause();
      sink.full();
      stream.drainHandler(v -> drained());
    }
  }

  private void drained() {
    if (!done) {
      sink.drained();
      source.resume();
    }
  }

  private void ended(@Nullable Void nothing) {
    if (done) {
      return;
    }
    done = true;
    Buffer last = held;
    held = null;
    try {
      sink.end(last);
    } catch (RuntimeException thrown) {
      sink.broken(thrown);
    }
  }

  private void broken(Throwable cause) {
    if (!done) {
      done = true;
      held = null;
      sink.broken(cause);
    }
  }
}
