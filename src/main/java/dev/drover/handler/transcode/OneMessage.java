package dev.drover.handler.transcode;

import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcDeframer;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one message of a unary answer, as JSON. */
final class OneMessage extends Messages {
  private final BoundMethod method;
  private Buffer json = Buffer.buffer();

  OneMessage(
      BoundMethod method,
      GrpcDeframer frames,
      Supplier<MultiMap> trailers,
      @Nullable CallStatus early) {
    super(frames, trailers, early);
    this.method = method;
  }

  @Override
  String type() {
    return ReplyForm.ARRAY.type();
  }

  /** Kept until the status is known, since an error may still take its place. */
  @Override
  void message(byte[] bytes, int offset, int length, Buffer out) {
    if (count() > 1) {
      throw Failure.of(Reason.PROTOCOL, "The upstream answered with more than one message.");
    }
    json = Buffer.buffer(method.json(bytes, offset, length));
  }

  @Override
  void ended(CallStatus how, Buffer out) {
    if (how.ok()) {
      if (count() == 0) {
        throw Failure.of(Reason.PROTOCOL, "The upstream answered without a message.");
      }
      out.appendBuffer(json);
    }
  }
}
