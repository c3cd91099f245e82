package dev.drover.filter.shape;

import dev.drover.exchange.Converted;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A conversion that has to be closed when its exchange ends, which a worker may be at just then: so
 * whoever is last closes it. What is asked of it afterwards gives nothing. For one user at a time,
 * and {@link #leave} at any time.
 */
final class Lent<C extends Lent.Closing> implements Converted.Conversion {
  /** What holds something that the collector does not see. */
  interface Closing extends Converted.Conversion, AutoCloseable {
    @Override
    void close();
  }

  private enum State {
    FREE,
    USED,
    LEFT,
    CLOSED
  }

  private final C conversion;
  private final AtomicReference<State> state = new AtomicReference<>(State.FREE);

  Lent(C conversion) {
    this.conversion = conversion;
  }

  @Override
  public Buffer next(Buffer content) {
    return use(lent -> lent.next(content));
  }

  @Override
  public Buffer end() {
    return use(Lent.Closing::end);
  }

  /** What it makes; nothing when it is closed or in use. */
  Buffer use(Function<C, Buffer> work) {
    if (!state.compareAndSet(State.FREE, State.USED)) {
      return Buffer.buffer();
    }
    try {
      return work.apply(conversion);
    } finally {
      if (!state.compareAndSet(State.USED, State.FREE)) {
        close();
      }
    }
  }

  /** It is not needed any more. */
  void leave() {
    State before =
        state.getAndUpdate(
            now ->
                switch (now) {
                  case FREE, CLOSED -> State.CLOSED;
                  case USED, LEFT -> State.LEFT;
                });
    if (before == State.FREE) {
      close();
    }
  }

  private void close() {
    state.set(State.CLOSED);
    conversion.close();
  }
}
