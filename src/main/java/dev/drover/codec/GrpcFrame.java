package dev.drover.codec;

import com.google.protobuf.MessageLite;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;

/** One message on the wire: a flag, a length, the bytes (gRPC over HTTP/2, "Messages"). */
public final class GrpcFrame {
  /** Bytes before the message. */
  public static final int PREFIX = 5;

  private GrpcFrame() {}

  /** The frame of an uncompressed message. */
  public static Buffer of(MessageLite message) {
    byte[] bytes = message.toByteArray();
    return Buffer.buffer(PREFIX + bytes.length)
        .appendByte((byte) 0)
        .appendInt(bytes.length)
        .appendBytes(bytes);
  }

  /**
   * The bytes of the one message of a unary request.
   *
   * @throws Failure MALFORMED when it is not exactly one, or is compressed
   */
  public static byte[] single(Buffer body) {
    if (body.length() < PREFIX || body.getInt(1) != body.length() - PREFIX) {
      throw Failure.of(
          Reason.MALFORMED, "The request must hold exactly one message, and does not.");
    }
    if (body.getByte(0) != 0) {
      throw Failure.of(Reason.MALFORMED, "A compressed message is not understood here.");
    }
    return body.getBytes(PREFIX, body.length());
  }
}
