package dev.drover.upstream.bus;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.drover.codec.json.InvalidJson;
import dev.drover.codec.json.JsonOptions;
import dev.drover.codec.json.MalformedMessage;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.WireWriter;
import dev.drover.schema.Schema;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of gRPC calls are on the event bus, by one version of a schema.
 *
 * @param schema the version
 */
record BusMessages(Schema schema, ProtoJson json) {
  static BusMessages of(Schema schema) {
    return new BusMessages(schema, new ProtoJson(JsonOptions.CANONICAL, schema::message));
  }

  /** The method of a path {@code package.Service/Method}, or null. */
  @Nullable MethodDescriptor method(String path) {
    return schema.method(path);
  }

  /** The JSON of a client's message. */
  Buffer print(Descriptor type, byte[] message) {
    try {
      return Buffer.buffer(json.of(type).print(message));
    } catch (MalformedMessage broken) {
      throw Failure.of(Reason.MALFORMED, "The message is no " + type.getFullName() + ".");
    }
  }

  /** The message of which somebody has sent the JSON. */
  byte[] parse(Descriptor type, Buffer text, int most) {
    byte[] bytes = text.getBytes();
    WireWriter wire = new WireWriter(most);
    try {
      json.of(type).parse(bytes, 0, bytes.length, wire);
      return wire.toByteArray();
    } catch (InvalidJson wrong) {
      throw Failure.of(Reason.PROTOCOL, "The reply is no JSON of a " + type.getFullName() + ".")
          .note(String.valueOf(wrong.getMessage()));
    }
  }

  /** What is sent for a JSON text. */
  static Object body(Buffer text) {
    try {
      int first = 0;
      while (first < text.length() && Character.isWhitespace(text.getByte(first))) {
        first++;
      }
      if (first == text.length()) {
        return new JsonObject();
      }
      return text.getByte(first) == '[' ? new JsonArray(text) : new JsonObject(text);
    } catch (DecodeException wrong) {
      throw Failure.of(Reason.MALFORMED, "The body of this request is no JSON object or list.");
    }
  }

  /** The bytes of whatever somebody has replied. */
  static Buffer bytes(@Nullable Object body) {
    if (body == null) {
      return Buffer.buffer();
    }
    if (body instanceof Buffer buffer) {
      return buffer;
    }
    if (body instanceof JsonObject object) {
      return object.toBuffer();
    }
    if (body instanceof JsonArray array) {
      return array.toBuffer();
    }
    return body instanceof byte[] array ? Buffer.buffer(array) : Buffer.buffer(body.toString());
  }

  /** The media type of whatever somebody has replied. */
  static String mediaType(@Nullable Object body) {
    if (body instanceof JsonObject || body instanceof JsonArray) {
      return "application/json";
    }
    return body instanceof Buffer || body instanceof byte[]
        ? "application/octet-stream"
        : "text/plain; charset=utf-8";
  }
}
