package dev.drover.codec;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Takes a stream of envelopes apart: one byte of flags, four of length, the content. gRPC, gRPC-Web
 * and Connect have them in common. Keeps at most one that is not complete. Confined to one thread.
 */
public final class Envelopes {
  /** The flag of an envelope whose content is compressed. */
  public static final int COMPRESSED = 0x01;

  /** Takes the content of one envelope; it is valid for the length of the call. */
  @FunctionalInterface
  public interface Sink {
    void envelope(int flags, byte[] bytes, int offset, int length);
  }

  private static final int FIRST = 512;

  private final int most;
  private final Reason tooLarge;
  private final int known;
  private final String unknown;
  private byte[] partial = {};
  private int kept;

  /**
   * @param most how many bytes a content may have
   * @param tooLarge the reason of the failure when it has more
   * @param known the flags that may be set
   * @param unknown the sentence of the failure when another one is
   */
  public Envelopes(int most, Reason tooLarge, int known, String unknown) {
    this.most = most;
    this.tooLarge = tooLarge;
    this.known = known;
    this.unknown = unknown;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws Failure when a content is too large, or PROTOCOL when a flag is not known
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
      sink.envelope(bytes[at], bytes, at + GrpcFrame.PREFIX, length);
      at = end;
    }
    if (at < bytes.length) {
      keep(bytes, at, bytes.length - at);
    }
  }

  /** Whether all that has come is whole envelopes. */
  public boolean empty() {
    return kept == 0;
  }

  /** Adds to what is kept until it is one envelope; gives back where the next one begins. */
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
      sink.envelope(message[0], message, GrpcFrame.PREFIX, length);
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
    if ((bytes[at] & ~known) != 0) {
      throw Failure.of(Reason.PROTOCOL, unknown);
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
