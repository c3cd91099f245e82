package dev.drover.handler.transcode;

import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcDeframer;
import dev.drover.exchange.Converted;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes content of the messages of an answer, as they come. Confined to the event loop. */
abstract class Messages implements Converted.Conversion {
  private final GrpcDeframer frames;
  private final Supplier<MultiMap> trailers;
  private final @Nullable CallStatus early;
  private Buffer made = Buffer.buffer();
  private long count;
  private @Nullable CallStatus status;

  /**
   * @param frames takes the answer apart
   * @param early the status that came with the head already; null when none did
   */
  Messages(GrpcDeframer frames, Supplier<MultiMap> trailers, @Nullable CallStatus early) {
    this.frames = frames;
    this.trailers = trailers;
    this.early = early;
  }

  /** How many messages have come. */
  final long count() {
    return count;
  }

  /** How the call has ended; null while it has not. */
  final @Nullable CallStatus status() {
    return status;
  }

  /** The content type, which is known when the first message has come. */
  abstract String type();

  /** What one message becomes, appended. */
  abstract void message(byte[] bytes, int offset, int length, Buffer out);

  /** What comes last, appended. */
  abstract void ended(CallStatus how, Buffer out);

  /** What is said within the content when the call breaks; null when nothing can be. */
  @Nullable Function<Failure, Buffer> lastWords() {
    return null;
  }

  @Override
  public final Buffer next(Buffer content) {
    frames.feed(
        content,
        (bytes, offset, length) -> {
          count++;
          message(bytes, offset, length, made);
        });
    return taken();
  }

  @Override
  public final Buffer end() {
    CallStatus last = CallStatus.in(trailers.get());
    CallStatus how = last != null ? last : early;
    if (how == null) {
      throw Failure.of(Reason.PROTOCOL, "The upstream ended the call without a status.");
    }
    if (!frames.empty() && how.ok()) {
      throw Failure.of(Reason.PROTOCOL, "The upstream ended the call within a message.");
    }
    status = how;
    ended(how, made);
    return taken();
  }

  private Buffer taken() {
    Buffer all = made;
    made = Buffer.buffer();
    return all;
  }
}
