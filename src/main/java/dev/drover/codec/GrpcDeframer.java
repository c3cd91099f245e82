package dev.drover.codec;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;

/**
 * Takes a stream of gRPC frames apart into messages (gRPC over HTTP/2, "Length-Prefixed-Message"),
 * none of which is compressed. Keeps at most one message that is not complete. Confined to one
 * thread.
 */
public final class GrpcDeframer {
  /** Takes the bytes of one message; they are valid for the length of the call. */
  @FunctionalInterface
  public interface Sink {
    void message(byte[] bytes, int offset, int length);
  }

  private final Envelopes envelopes;

  /**
   * @param most how many bytes a message may have
   * @param tooLarge the reason of the failure when it has more
   */
  public GrpcDeframer(int most, Reason tooLarge) {
    this.envelopes =
        new Envelopes(most, tooLarge, 0, "A message is compressed, which was not agreed on.");
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws Failure when a message is too large, or PROTOCOL when it is compressed, which nobody
   *     asked for
   */
  public void feed(Buffer content, Sink sink) {
    envelopes.feed(content, (flags, bytes, offset, length) -> sink.message(bytes, offset, length));
  }

  /** Whether all that has come is whole messages. */
  public boolean empty() {
    return envelopes.empty();
  }
}
