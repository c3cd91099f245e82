package dev.drover.task;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** A job under way, for whoever wants it done. Confined to the event loop that it was asked on. */
public interface Job {
  /** The result, or a {@link dev.drover.status.Failure}; completes on that event loop. */
  Future<Buffer> result();

  /** It is not wanted any more: ends with CANCELLED at once, if it has not ended before. */
  void cancel();
}
