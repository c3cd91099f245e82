package dev.drover.herd.link;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The queue of a link: how many messages, and bytes, may be on their way at once. */
final class Outflow {
  private static final long MOST_BYTES = 16 << 20;

  private final int most;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private int waiting;
  private long bytes;

  Outflow(int most) {
    this.most = most;
  }

  /** Writes if there is room. */
  void write(int size, Supplier<Future<Void>> write) {
    if (waiting >= most || bytes + size > MOST_BYTES) {
      dropped.incrementAndGet();
      return;
    }
    waiting++;
    bytes += size;
    sent.incrementAndGet();
    write
        .get()
        .onComplete(
            done -> {
              waiting--;
              bytes -= size;
            });
  }

  void drop() {
    dropped.incrementAndGet();
  }

  long sent() {
    return sent.get();
  }

  long dropped() {
    return dropped.get();
  }

  int waiting() {
    return waiting;
  }
}
