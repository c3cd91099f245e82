package dev.drover.handler.tasks;

import dev.drover.exchange.Supply;
import dev.drover.status.Failure;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is, and at last its result, as content of an answer. A client that reads slowly
 * misses steps and never the result: nothing piles up. Confined to the exchange's event loop.
 */
final class ProgressStream extends Supply {
  private @Nullable Buffer step;
  private @Nullable Buffer result;
  private @Nullable Failure failure;
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
    if (!takes() || over) {
      return;
    }
    Buffer now = step;
    step = null;
    if (now != null) {
      supply(now);
    }
    if (failure != null) {
      over = true;
      supplyFailure(failure);
    } else if (result != null && listens()) {
      over = true;
      supply(result);
      supplyEnd();
    }
  }

  @Override
  protected void resumed() {
    deliver();
  }
}
