package dev.drover.codec;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Takes a stream of gRPC frames apart into messages (gRPC over HTTP/2, "Length-Prefixed-Message").
 * Keeps at most one message that is not complete. Confined to one thread.
 */
public final class GrpcDeframer {
  /** Takes the bytes of one message; they are valid for the length of the call. */
  @FunctionalInterface
  public interface Sink {
    void message(byte[] bytes, int offset, int length);
  }

  private static final int FIRST = 512;

  private final int most;
  private final Reason tooLarge;
  private byte[] partial = {};
  private int kept;

  /**
   * @param most how many bytes a message may have
   * @param tooLarge the reason of the failure when it has more
   */
  public GrpcDeframer(int most, Reason tooLarge) {
    this.most = most;
    this.tooLarge = tooLarge;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws Failure when a message is too large, or PROTOCOL when it is compressed, which nobody
   *     asked for
   */
  public void feed(Buffer content, Sink sink) {
    byte[] bytes = content.getBytes();
    int at = 0;
    if (kept > 0) {
      at = complete(bytes, sink);
    }
    while (bytes.length - at >= GrpcFrame.PREFIX) {
      int length = length(bytes, at);
      int end = at + GrpcFrame.PREFIX + length;
      if (end > bytes.length) {
        break;
      }
      sink.message(bytes, at + GrpcFrame.PREFIX, length);
      at = end;
    }
    if (at < bytes.length) {
      keep(bytes, at, bytes.length - at);
    }
  }

  /** Whether all that has come is whole messages. */
  public boolean empty() {
    return kept == 0;
  }

  /** Adds to what is kept until it is one message; gives back where the next one begins. */
  private int complete(byte[] bytes, Sink sink) {
    int at = 0;
    if (kept < GrpcFrame.PREFIX) {
      at = Math.min(GrpcFrame.PREFIX - kept, bytes.length);
      keep(bytes, 0, at);
      if (kept < GrpcFrame.PREFIX) {
        return at;
      }
    }
    int length = length(partial, 0);
    int missing = Math.min(GrpcFrame.PREFIX + length - kept, bytes.length - at);
    keep(bytes, at, missing);
    if (kept == GrpcFrame.PREFIX + length) {
      byte[] message = partial;
      kept = 0;
      partial = new byte[0];
      sink.message(message, GrpcFrame.PREFIX, length);
    }
    return at + missing;
  }

  private void keep(byte[] bytes, int offset, int length) {
    if (kept + length > partial.length) {
      int doubled = Math.max(FIRST, Math.min(partial.length * 2, most + GrpcFrame.PREFIX));
      partial = Arrays.copyOf(partial, Math.max(doubled, kept + length));
    }
    System.arraycopy(bytes, offset, partial, kept, length);
    kept += length;
  }

  private int length(byte[] bytes, int at) {
    if (bytes[at] != 0) {
      throw Failure.of(Reason.PROTOCOL, "A message is compressed, which was not agreed on.");
    }
    long length =
        (bytes[at + 1] & 0xFFL) << 24
            | (bytes[at + 2] & 0xFF) << 16
            | (bytes[at + 3] & 0xFF) << 8
            | (bytes[at + 4] & 0xFF);
    if (length > most) {
      throw Failure.of(
          tooLarge,
          "A message of the stream has " + length + " bytes; " + most + " are allowed here.");
    }
    return (int) length;
  }
}
