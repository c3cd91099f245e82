package dev.drover.handler.transcode;

import com.google.rpc.Status;
import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.json.StatusJson;
import dev.drover.status.Failure;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream, each an item. When the call fails after the first one, the error is the
 * last item.
 */
final class StreamedMessages extends Messages {
  private final Transcoding transcoding;
  private final BoundMethod method;
  private final ReplyForm form;

  StreamedMessages(
      Transcoding transcoding,
      BoundMethod method,
      ReplyForm form,
      GrpcDeframer frames,
      Supplier<MultiMap> trailers,
      @Nullable CallStatus early) {
    super(frames, trailers, early);
    this.transcoding = transcoding;
    this.method = method;
    this.form = form;
  }

  @Override
  String type() {
    return form.type();
  }

  @Override
  void message(byte[] bytes, int offset, int length, Buffer out) {
    out.appendBytes(form.separator(count() == 1))
        .appendBytes(form.before())
        .appendBytes(method.json(bytes, offset, length))
        .appendBytes(form.after());
  }

  @Override
  void ended(CallStatus how, Buffer out) {
    if (how.ok()) {
      out.appendBytes(form.end(count() == 0));
    } else if (count() > 0) {
      error(how.status(), out);
    }
  }

  private void error(Status status, Buffer out) {
    out.appendBytes(form.separator(count() == 0))
        .appendBytes(form.beforeError())
        .appendBytes(StatusJson.of(status, transcoding.json()))
        .appendBytes(form.afterError())
        .appendBytes(form.end(false));
  }

  @Override
  Function<Failure, Buffer> lastWords() {
    return failure -> {
      Buffer out = Buffer.buffer();
      error(
          Status.newBuilder()
              .setCode(failure.reason().grpc().number())
              .setMessage(failure.text())
              .addAllDetails(failure.details())
              .build(),
          out);
      return out;
    };
  }
}
