package dev.drover.handler.aggregate;

import dev.drover.exchange.Supply;
import dev.drover.status.Failure;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an answer as content, at the client's pace: whoever adds a part is told when it has
 * been taken, and makes no more than a few before that. Confined to the exchange's event loop.
 */
final class PartStream extends Supply {
  private record Part(Buffer content, Runnable taken) {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private @Nullable Failure failure;
  private boolean complete;
  private boolean over;
  private boolean delivering;

  /** One more. */
  void add(Buffer content, Runnable taken) {
    parts.add(new Part(content, taken));
    deliver();
  }

  /** There are no more. */
  void end() {
    complete = true;
    deliver();
  }

  /** There are no more than these, since something has failed. */
  void fail(Failure why) {
    failure = why;
    deliver();
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    while (takes() && !parts.isEmpty()) {
      Part part = parts.remove();
      supply(part.content);
      part.taken.run();
    }
    delivering = false;
    if (!over && listens() && parts.isEmpty() && (complete || failure != null)) {
      over = true;
      if (failure == null) {
        supplyEnd();
      } else {
        supplyFailure(failure);
      }
    }
  }

  @Override
  protected void resumed() {
    deliver();
  }
}
