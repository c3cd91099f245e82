package dev.drover.codec.rpc;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a client's bytes go that somebody here reads. Confined to the exchange's event loop. */
final class FrameSink implements WriteStream<Buffer> {
  private final Consumer<Buffer> reader;
  private final Runnable ended;
  private BooleanSupplier full = () -> false;
  private @Nullable Handler<Void> drainHandler;

  /**
   * @param ended told when no more bytes come
   */
  FrameSink(Consumer<Buffer> reader, Runnable ended) {
    this.reader = reader;
    this.ended = ended;
  }

  /** Says when it takes no more. */
  void fullWhile(BooleanSupplier condition) {
    full = condition;
  }

  /** It may take more again. */
  void drained() {
    Handler<Void> waiting = drainHandler;
    if (waiting != null && !full.getAsBoolean()) {
      drainHandler = null;
      waiting.handle(null);
    }
  }

  @Override
  public Future<Void> write(Buffer content) {
    reader.accept(content);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    ended.run();
    return Future.succeededFuture();
  }

  @Override
  public boolean writeQueueFull() {
    return full.getAsBoolean();
  }

  @Override
  public FrameSink drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler;
    return this;
  }

  @Override
  public FrameSink setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public FrameSink exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this; // what breaks ends the exchange
  }
}
