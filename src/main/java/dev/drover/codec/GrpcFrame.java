package dev.drover.codec;

import com.google.protobuf.MessageLite;
import io.vertx.core.buffer.Buffer;

/** One message on the wire: a flag, a length, the bytes (gRPC over HTTP/2, "Messages"). */
public final class GrpcFrame {
  /** Bytes before the message. */
  public static final int PREFIX = 5;

  private GrpcFrame() {}

  /** The frame of an uncompressed message. */
  public static Buffer of(MessageLite message) {
    return of(message.toByteArray());
  }

  /** The same of a message's bytes. */
  public static Buffer of(byte[] bytes) {
    return Buffer.buffer(PREFIX + bytes.length)
        .appendByte((byte) 0)
        .appendInt(bytes.length)
        .appendBytes(bytes);
  }

  /** An envelope with those flags. */
  public static Buffer of(int flags, byte[] bytes, int offset, int length) {
    return Buffer.buffer(PREFIX + length)
        .appendByte((byte) flags)
        .appendInt(length)
        .appendBytes(bytes, offset, length);
  }

  /** The same of all bytes. */
  public static Buffer of(int flags, byte[] bytes) {
    return of(flags, bytes, 0, bytes.length);
  }
}
