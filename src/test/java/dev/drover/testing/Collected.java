package dev.drover.testing;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a streaming call answered so far. */
public final class Collected implements ClientResponseObserver<byte[], byte[]> {
  private final List<byte[]> messages = new CopyOnWriteArrayList<>();
  private volatile @Nullable ClientCallStreamObserver<byte[]> call;
  private volatile @Nullable Status status;
  private volatile long endedNanos;

  @Override
  public void beforeStart(ClientCallStreamObserver<byte[]> call) {
    this.call = call;
  }

  @Override
  public void onNext(byte[] message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable thrown) {
    end(Status.fromThrowable(thrown));
  }

  @Override
  public void onCompleted() {
    end(Status.OK);
  }

  private void end(Status end) {
    endedNanos = System.nanoTime();
    status = end;
  }

  /** The messages so far. */
  public List<byte[]> messages() {
    return List.copyOf(messages);
  }

  /** {@link System#nanoTime()} when the call ended. */
  public long endedNanos() {
    return endedNanos;
  }

  /** Whether the call is over. */
  public boolean ended() {
    return status != null;
  }

  /** Gives the call up. */
  public void cancel() {
    ClientCallStreamObserver<byte[]> started = call;
    if (started != null) {
      started.cancel("The test gives up.", null);
    }
  }

  /** Waits for so many messages. */
  public List<byte[]> await(int count) {
    Eventually.await(
        () -> messages.size() >= count || ended(),
        Duration.ofSeconds(20),
        () -> messages.size() + " of " + count + " messages came");
    if (messages.size() < count) {
      throw new AssertionError(
          "The call ended with " + status + " after " + messages.size() + " of " + count);
    }
    return messages();
  }

  /** Waits for the end. */
  public Status awaitStatus() {
    Eventually.await(this::ended, Duration.ofSeconds(20), "The call did not end.");
    Status end = status;
    return end == null ? Status.UNKNOWN : end;
  }
}
