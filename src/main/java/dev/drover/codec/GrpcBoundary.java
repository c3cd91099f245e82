package dev.drover.codec;

import io.vertx.core.buffer.Buffer;

/**
 * Knows whether a stream of gRPC frames, seen buffer by buffer, stands between two messages: only
 * there can a status be put after them. Looks at the five bytes in front of each message, whose
 * length may be bounded, and skips the rest.
 */
public final class GrpcBoundary {
  private final long most;
  private long skip;
  private int prefix;
  private long length;

  /** One that takes messages of any length. */
  public GrpcBoundary() {
    this(Long.MAX_VALUE);
  }

  /**
   * @param most how many bytes a message may have, as it is on the wire
   */
  public GrpcBoundary(long most) {
    this.most = most;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @return false when a message begins among them that is too long; nothing more may follow then
   */
  public boolean advance(Buffer buffer) {
    int at = 0;
    int end = buffer.length();
    while (at < end) {
      if (skip > 0) {
        int step = (int) Math.min(skip, end - at);
        skip -= step;
        at += step;
      } else {
        if (prefix > 0) {
          length = length << 8 | (buffer.getByte(at) & 0xFF);
        }
        at++;
        if (++prefix == GrpcFrame.PREFIX) {
          if (length > most) {
            return false;
          }
          skip = length;
          length = 0;
          prefix = 0;
        }
      }
    }
    return true;
  }

  /** Whether all that has been seen is whole messages. */
  public boolean reached() {
    return skip == 0 && prefix == 0;
  }
}
