package dev.drover.testing;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A body that comes when it is told, and complains when nobody wants it then. */
public final class FakeSource implements ReadStream<Buffer> {
  private final Deque<byte[]> ready = new ArrayDeque<>();
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private boolean flowing;

  /** Content that comes as soon as it is wanted. */
  public void ready(byte[]... contents) {
    ready.addAll(Arrays.asList(contents));
  }

  /** Whether somebody wants it now. */
  public boolean flowing() {
    return flowing;
  }

  /** Content that comes now. */
  public void send(byte[] content) {
    if (!flowing || handler == null) {
      throw new AssertionError("Content came while the body was paused.");
    }
    handler.handle(Buffer.buffer(content));
  }

  /** It is whole. */
  public void end() {
    if (endHandler != null) {
      endHandler.handle(null);
    }
  }

  @Override
  public FakeSource resume() {
    flowing = true;
    while (flowing && !ready.isEmpty()) {
      send(ready.remove());
    }
    return this;
  }

  @Override
  public FakeSource pause() {
    flowing = false;
    return this;
  }

  @Override
  public FakeSource fetch(long amount) {
    return resume();
  }

  @Override
  public FakeSource handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public FakeSource endHandler(@Nullable Handler<Void> endHandler) {
    this.endHandler = endHandler;
    return this;
  }

  @Override
  public FakeSource exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }
}
