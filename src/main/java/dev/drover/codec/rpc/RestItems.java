package dev.drover.codec.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.json.JsonItems;
import dev.drover.exchange.Converted;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a REST server's stream: the elements of an array, lines of JSON, or the data of
 * events. An item {@code {"error": ...}} is how the call has ended. Confined to one thread.
 */
final class RestItems implements Converted.Conversion {
  private final CallMethod method;
  private final @Nullable FieldDescriptor field;
  private final int most;
  private final JsonItems items;
  private final @Nullable EventData events;
  private CallStatus status = CallStatus.of(GrpcCode.OK, "");
  private Buffer made = Buffer.buffer();

  RestItems(CallMethod method, @Nullable FieldDescriptor field, int most, boolean events) {
    this.method = method;
    this.field = field;
    this.most = most;
    this.items = new JsonItems(most);
    this.events = events ? new EventData(most) : null;
  }

  /** How the call has ended. */
  MultiMap trailers() {
    MultiMap trailers = HttpHeaders.headers();
    status.write(trailers);
    return trailers;
  }

  @Override
  public Buffer next(Buffer content) {
    try {
      if (events != null) {
        events.feed(content, this::item);
      } else {
        items.feed(content, this::item);
      }
    } catch (Failure failure) {
      throw upstream(failure);
    }
    return taken();
  }

  @Override
  public Buffer end() {
    try {
      if (events == null) {
        items.end(this::item);
      }
    } catch (Failure failure) {
      throw upstream(failure);
    }
    return taken();
  }

  /** What is wrong with the upstream's stream is no fault of the client. */
  private static Failure upstream(Failure failure) {
    return switch (failure.reason()) {
      case TOO_LARGE -> Failure.of(Reason.MESSAGE_TOO_LARGE, failure.text());
      case MALFORMED -> Failure.of(Reason.PROTOCOL, "The upstream's stream cannot be read.");
      default -> failure;
    };
  }

  private Buffer taken() {
    Buffer all = made;
    made = Buffer.buffer();
    return all;
  }

  private void item(byte[] bytes, int offset, int length) {
    byte[] one = Arrays.copyOfRange(bytes, offset, offset + length);
    JsonNode error = RestServer.error(one);
    if (error == null) {
      made.appendBuffer(GrpcFrame.of(method.readAnswer(field, one, 0, one.length, most)));
    } else {
      CallStatus said = RestError.status(error, method.json());
      status = said == null ? CallStatus.of(GrpcCode.UNKNOWN, "") : said;
    }
  }
}
