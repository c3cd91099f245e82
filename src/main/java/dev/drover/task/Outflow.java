package dev.drover.task;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** A payload that leaves in chunks, as fast as the other side gives credit. Confined. */
final class Outflow {
  private final Buffer payload;
  private final Consumer<Buffer> sink;
  private int at;
  private long credit;

  /**
   * @param at where the first chunk begins; what is before it has been sent
   * @param sink sends a chunk
   */
  Outflow(Buffer payload, int at, Consumer<Buffer> sink) {
    this.payload = payload;
    this.at = at;
    this.sink = sink;
  }

  /** How much of a payload goes with the first message. */
  static Buffer first(Buffer payload) {
    return payload.length() <= Wire.CHUNK ? payload : payload.slice(0, Wire.CHUNK);
  }

  /** Whether all has been sent. */
  boolean over() {
    return at >= payload.length();
  }

  /** The other side takes that many chunks more. */
  void grant(long chunks) {
    credit += chunks;
    while (credit > 0 && at < payload.length()) {
      int end = Math.min(payload.length(), at + Wire.CHUNK);
      Buffer chunk = payload.slice(at, end);
      at = end;
      credit--;
      sink.accept(chunk);
    }
  }
}
