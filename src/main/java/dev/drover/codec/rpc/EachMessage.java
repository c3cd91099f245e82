package dev.drover.codec.rpc;

import dev.drover.codec.GrpcDeframer;
import dev.drover.exchange.Converted;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;

/** A stream of gRPC frames of which each message becomes something else. */
final class EachMessage implements Converted.Conversion {
  /** Says what a message becomes. */
  @FunctionalInterface
  interface Writer {
    /** Appends it; the bytes are valid for the length of the call. */
    void write(Buffer out, byte[] bytes, int offset, int length);
  }

  private final GrpcDeframer frames;
  private final Writer writer;
  private final Reason broken;
  private final String sentence;

  private EachMessage(GrpcDeframer frames, Writer writer, Reason broken, String sentence) {
    this.frames = frames;
    this.writer = writer;
    this.broken = broken;
    this.sentence = sentence;
  }

  /** Of a client's messages. */
  static EachMessage ofRequest(GrpcDeframer frames, Writer writer) {
    return new EachMessage(frames, writer, Reason.MALFORMED, "The request ends within a message.");
  }

  /** Of a server's. */
  static EachMessage ofAnswer(GrpcDeframer frames, Writer writer) {
    return new EachMessage(
        frames, writer, Reason.PROTOCOL, "The upstream ended the call within a message.");
  }

  @Override
  public Buffer next(Buffer content) {
    Buffer out = Buffer.buffer();
    frames.feed(content, (bytes, offset, length) -> writer.write(out, bytes, offset, length));
    return out;
  }

  /**
   * Adds nothing.
   *
   * @throws Failure when the last message is not whole
   */
  @Override
  public Buffer end() {
    if (!frames.empty()) {
      throw Failure.of(broken, sentence);
    }
    return Buffer.buffer();
  }
}
