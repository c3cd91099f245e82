package dev.drover.handler.transcode;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.json.InvalidJson;
import dev.drover.codec.json.JsonItems;
import dev.drover.codec.json.MessageTooLarge;
import dev.drover.codec.json.WireWriter;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Converted;
import dev.drover.schema.Binding;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of a call of an HTTP request: its content as the binding says, then what path
 * and query say. One for each exchange.
 */
final class RequestBody {
  private static final byte[] PREFIX = new byte[GrpcFrame.PREFIX];

  private final BoundMethod method;
  private final TranscodeConfig config;
  private final List<String> values;
  private final @Nullable String query;
  private final @Nullable String contentType;
  private final long declared;
  private boolean fieldsWritten;

  /**
   * @param values of the path's variables
   * @param contentType of the request; null when it has none
   * @param declared how long the content is, as its head says; 0 when it does not
   */
  RequestBody(
      BoundMethod method,
      TranscodeConfig config,
      List<String> values,
      @Nullable String query,
      @Nullable String contentType,
      long declared) {
    this.method = method;
    this.config = config;
    this.values = values;
    this.query = query;
    this.contentType = contentType;
    this.declared = declared;
  }

  private int most() {
    return (int) config.messageBytes().bytes();
  }

  /** The frames of the call: one, or a stream of them. */
  Future<Body> of(Body body) {
    if (method.binding().body() instanceof Binding.NoContent) {
      return Future.succeededFuture(Body.of(frame(Buffer.buffer())));
    }
    if (!method.clientStreaming()) {
      if (declared > most()) {
        throw Failure.of(
            Reason.TOO_LARGE,
            "The message has " + declared + " bytes; " + most() + " are allowed here.");
      }
      return Collected.of(body, most()).map(content -> Body.of(frame(content)));
    }
    if (body instanceof Body.Stream stream) {
      Converted.Conversion conversion = method.rawRequest() ? new Chunks() : new Items();
      return Future.succeededFuture(
          new Body.Stream(new Converted(stream.source(), conversion), () -> Body.NO_TRAILERS));
    }
    return Future.succeededFuture(Body.none());
  }

  private Buffer frame(Buffer content) {
    byte[] bytes = content.getBytes();
    return frame(bytes, 0, bytes.length);
  }

  private Buffer frame(byte[] bytes, int offset, int length) {
    try {
      return message(bytes, offset, length);
    } catch (MessageTooLarge large) {
      throw Failure.of(
          Reason.TOO_LARGE,
          "The message has more than " + large.limit() + " bytes, which is what is allowed here.");
    }
  }

  private Buffer message(byte[] bytes, int offset, int length) {
    WireWriter out = new WireWriter(most());
    if (method.rawRequest()) {
      raw(bytes, offset, length, out);
    } else if (length > 0) {
      json(bytes, offset, length, out);
    }
    if (!fieldsWritten) {
      fieldsWritten = true;
      new RequestFields(method, config.query(), out).write(values, query);
    }
    return Buffer.buffer(GrpcFrame.PREFIX + out.length())
        .appendBytes(PREFIX)
        .setInt(1, out.length())
        .appendBytes(out.array(), 0, out.length());
  }

  private void json(byte[] bytes, int offset, int length, WireWriter out) {
    try {
      if (method.binding().body() instanceof Binding.OneField one) {
        method.input().parseField(one.field(), bytes, offset, length, out);
      } else {
        method.input().parse(bytes, offset, length, out);
      }
    } catch (InvalidJson invalid) {
      throw Invalid.failure("The content", invalid);
    }
  }

  private void raw(byte[] bytes, int offset, int length, WireWriter out) {
    HttpBody.Builder message =
        HttpBody.newBuilder().setData(ByteString.copyFrom(bytes, offset, length));
    if (contentType != null) {
      message.setContentType(contentType);
    }
    byte[] wire = message.build().toByteArray();
    FieldDescriptor field =
        method.binding().body() instanceof Binding.OneField one ? one.field() : null;
    if (field == null) {
      out.raw(wire, 0, wire.length);
    } else {
      out.varint((long) field.getNumber() << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.delimited(wire, 0, wire.length);
    }
  }

  /** A stream of JSON items, each a message. */
  private final class Items implements Converted.Conversion {
    private final JsonItems items = new JsonItems(most());
    private Buffer frames = Buffer.buffer();

    @Override
    public Buffer next(Buffer content) {
      items.feed(content, this::item);
      return taken();
    }

    @Override
    public Buffer end() {
      items.end(this::item);
      return taken();
    }

    private void item(byte[] bytes, int offset, int length) {
      frames.appendBuffer(frame(bytes, offset, length));
    }

    private Buffer taken() {
      Buffer all = frames;
      frames = Buffer.buffer();
      return all;
    }
  }

  /** A stream of bytes, each piece a google.api.HttpBody as it comes. */
  private final class Chunks implements Converted.Conversion {
    @Override
    public Buffer next(Buffer content) {
      return frame(content);
    }

    @Override
    public Buffer end() {
      return fieldsWritten ? Buffer.buffer() : frame(Buffer.buffer());
    }
  }
}
