package dev.drover.handler.transcode;

import com.google.api.HttpBody;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcDeframer;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages of type google.api.HttpBody: their data as it is. The first one says what it is; the
 * others go on with it (google/api/httpbody.proto).
 */
final class RawMessages extends Messages {
  private static final String UNKNOWN = "application/octet-stream";

  private final BoundMethod method;
  private String type = UNKNOWN;

  RawMessages(
      BoundMethod method,
      GrpcDeframer frames,
      Supplier<MultiMap> trailers,
      @Nullable CallStatus early) {
    super(frames, trailers, early);
    this.method = method;
  }

  @Override
  String type() {
    return type;
  }

  @Override
  void message(byte[] bytes, int offset, int length, Buffer out) {
    try {
      HttpBody body = body(Arrays.copyOfRange(bytes, offset, offset + length));
      if (count() == 1 && !body.getContentType().isEmpty()) {
        type = body.getContentType();
      }
      out.appendBytes(body.getData().toByteArray());
    } catch (InvalidProtocolBufferException malformed) {
      throw Failure.of(Reason.PROTOCOL, "The upstream's message cannot be read.", malformed);
    }
  }

  private HttpBody body(byte[] wire) throws InvalidProtocolBufferException {
    FieldDescriptor field = method.binding().responseBody();
    if (field == null) {
      return HttpBody.parseFrom(wire);
    }
    Message message = DynamicMessage.parseFrom(method.binding().method().getOutputType(), wire);
    return HttpBody.parseFrom(((Message) message.getField(field)).toByteString());
  }

  @Override
  void ended(CallStatus how, Buffer out) {
    if (!how.ok() && count() > 0) {
      throw Failure.of(Reason.RESET_AFTER_HEADERS, "The upstream broke off: " + how.code() + ".");
    }
  }
}
