package dev.drover.codec.rpc;

import dev.drover.codec.Envelopes;
import dev.drover.codec.GrpcFrame;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of one call are written on the client's side: as protobuf, or as JSON of a
 * method that is known. Messages of protobuf pass as they are, compressed or not.
 *
 * @param json the method whose messages are JSON; null for protobuf
 * @param most how many bytes a message may have
 */
record MessageForm(@Nullable CallMethod json, int most) {
  /** As the client sends them in, to a frame of gRPC. */
  Buffer request(int flags, byte[] bytes, int offset, int length, @Nullable String encoding) {
    if (json == null) {
      return GrpcFrame.of(flags, bytes, offset, length);
    }
    boolean packed = (flags & Envelopes.COMPRESSED) != 0;
    if (!packed) {
      return GrpcFrame.of(json.read(bytes, offset, length, most));
    }
    byte[] plain = unpacked(bytes, offset, length, encoding);
    return GrpcFrame.of(json.read(plain, 0, plain.length, most));
  }

  private byte[] unpacked(byte[] bytes, int offset, int length, @Nullable String encoding) {
    if (!Gzip.is(encoding)) {
      throw Failure.of(Reason.MALFORMED, "A message is compressed, and no header says how.");
    }
    return Gzip.inflate(bytes, offset, length, most, Reason.TOO_LARGE, Reason.MALFORMED);
  }

  /**
   * As the upstream answers, to an envelope of the client.
   *
   * @param pack whether the client takes gzip of what is written here
   */
  Buffer answer(
      int flags, byte[] bytes, int offset, int length, @Nullable String encoding, boolean pack) {
    if (json == null) {
      return GrpcFrame.of(flags, bytes, offset, length);
    }
    byte[] text = json(flags, bytes, offset, length, encoding);
    return pack && text.length >= Gzip.LEAST
        ? GrpcFrame.of(Envelopes.COMPRESSED, Gzip.deflate(text, 0, text.length))
        : GrpcFrame.of(text);
  }

  /** An answer's message as JSON. */
  byte[] json(int flags, byte[] bytes, int offset, int length, @Nullable String encoding) {
    CallMethod method = json;
    if (method == null) {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }
    if ((flags & Envelopes.COMPRESSED) == 0) {
      return method.print(bytes, offset, length);
    }
    byte[] plain = plain(flags, bytes, offset, length, encoding, most);
    return method.print(plain, 0, plain.length);
  }

  /** An upstream's message as it was before it was compressed. */
  static byte[] plain(
      int flags, byte[] bytes, int offset, int length, @Nullable String encoding, int most) {
    if ((flags & Envelopes.COMPRESSED) == 0) {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }
    if (!Gzip.NAME.equalsIgnoreCase(encoding)) {
      throw Failure.of(Reason.PROTOCOL, "A message is compressed in a way that nobody asked for.");
    }
    return Gzip.inflate(bytes, offset, length, most, Reason.MESSAGE_TOO_LARGE, Reason.PROTOCOL);
  }
}
