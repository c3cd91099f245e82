package dev.drover.task;

import io.vertx.core.buffer.Buffer;
import java.util.function.IntConsumer;

/** A payload that comes in chunks; says how many more may come. Confined. */
final class Inflow {
  private final long size;
  private final IntConsumer grant;
  private Buffer payload;
  private int taken;

  /**
   * @param size how many bytes there will be
   * @param first what has come with the first message
   * @param grant told how many chunks may be sent; called at once if there are to be any
   */
  Inflow(long size, Buffer first, IntConsumer grant) {
    this.size = size;
    this.grant = grant;
    this.payload = first;
    if (!complete()) {
      payload = Buffer.buffer((int) Math.min(size, Integer.MAX_VALUE)).appendBuffer(first);
      grant.accept(Wire.WINDOW);
    }
  }

  boolean complete() {
    return payload.length() >= size;
  }

  /** All that has come. */
  Buffer payload() {
    return payload;
  }

  /** A chunk has come; true when it was the last. */
  boolean add(Buffer chunk) {
    payload.appendBuffer(chunk);
    taken++;
    if (!complete() && taken % (Wire.WINDOW / 2) == 0) {
      grant.accept(Wire.WINDOW / 2);
    }
    return complete();
  }
}
