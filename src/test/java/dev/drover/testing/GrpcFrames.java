package dev.drover.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The length-prefixed messages of gRPC over HTTP/2, by hand. */
public final class GrpcFrames {
  /** The length of what stands before a message: a flag and four bytes of length. */
  public static final int PREFIX = 5;

  private GrpcFrames() {}

  /** A message with its prefix, not compressed. */
  public static byte[] frame(byte[] message) {
    return frame(0, message);
  }

  /** A message with its prefix; flag 1 says that the bytes are compressed. */
  public static byte[] frame(int flag, byte[] message) {
    return ByteBuffer.allocate(PREFIX + message.length)
        .put((byte) flag)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /** The messages one after another. */
  public static byte[] frames(byte[]... messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      all.writeBytes(frame(message));
    }
    return all.toByteArray();
  }

  /** The messages in these bytes, prefixes removed; half a message is an error. */
  public static List<byte[]> messages(byte[] bytes) {
    List<byte[]> messages = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int end = end(bytes, at);
      if (end < 0) {
        throw new AssertionError("The bytes end inside message " + (messages.size() + 1) + ".");
      }
      messages.add(Arrays.copyOfRange(bytes, at + PREFIX, end));
      at = end;
    }
    return messages;
  }

  /** Where the message that begins at {@code start} ends, or -1 when it is not all there. */
  static int end(byte[] bytes, int start) {
    if (bytes.length - start < PREFIX) {
      return -1;
    }
    int end = start + PREFIX + ByteBuffer.wrap(bytes).getInt(start + 1);
    return bytes.length < end ? -1 : end;
  }
}
