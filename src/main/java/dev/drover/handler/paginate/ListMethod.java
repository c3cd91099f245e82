package dev.drover.handler.paginate;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.WireFormat;
import dev.drover.codec.json.JsonOptions;
import dev.drover.codec.json.JsonWriter;
import dev.drover.codec.json.MalformedMessage;
import dev.drover.codec.json.MessageJson;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.StatusJson;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.exchange.Body;
import dev.drover.handler.transcode.GetMessages;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.Schema;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A method that lists as AIP-158 has it: its request has {@code page_token} and mostly {@code
 * page_size}, its answer {@code next_page_token} and one repeated field. Items stay in the bytes
 * they came in. Immutable, for all threads.
 */
final class ListMethod {
  private static final List<FieldDescriptor.Type> SIZES =
      List.of(
          FieldDescriptor.Type.INT32,
          FieldDescriptor.Type.INT64,
          FieldDescriptor.Type.UINT32,
          FieldDescriptor.Type.UINT64);

  private final MethodDescriptor method;
  private final FieldDescriptor pageToken;
  private final @Nullable FieldDescriptor pageSize;
  private final int size;
  private final FieldDescriptor nextPageToken;
  private final FieldDescriptor items;
  private final ProtoJson types;
  private final MessageJson json;
  private final GetMessages gets;

  private ListMethod(Schema schema, PaginateConfig.ListCall config, MethodDescriptor method)
      throws InvalidSchema {
    this.method = method;
    this.pageToken = text(method.getInputType(), "page_token");
    this.nextPageToken = text(method.getOutputType(), "next_page_token");
    this.size = config.pageSize().orElse(0);
    this.pageSize = config.pageSize().isPresent() ? size(method.getInputType()) : null;
    this.items = items(method.getOutputType(), config.items());
    this.types = new ProtoJson(JsonOptions.CANONICAL, name -> type(schema, name));
    this.json = types.of(items.getMessageType());
    this.gets = GetMessages.of(schema, method, types);
  }

  /**
   * That of a version of a schema.
   *
   * @throws InvalidSchema when it has no such method, or that is no list
   */
  static ListMethod of(Schema schema, PaginateConfig.ListCall config) throws InvalidSchema {
    MethodDescriptor method = schema.method(config.method());
    if (method == null) {
      throw new InvalidSchema("", config.method(), "the schema has no such method");
    }
    if (method.isClientStreaming() || method.isServerStreaming()) {
      throw new InvalidSchema("", config.method(), "expected a unary method, since a page is one");
    }
    return new ListMethod(schema, config, method);
  }

  private static @Nullable Descriptor type(Schema schema, String name) {
    Descriptor known = schema.message(name);
    return known != null ? known : StatusJson.type(name);
  }

  private static FieldDescriptor text(Descriptor message, String name) throws InvalidSchema {
    FieldDescriptor field = message.findFieldByName(name);
    if (field == null || field.isRepeated() || field.getType() != FieldDescriptor.Type.STRING) {
      throw new InvalidSchema(
          "", message.getFullName(), "expected a string " + name + ", as a list has (AIP-158)");
    }
    return field;
  }

  private static FieldDescriptor size(Descriptor message) throws InvalidSchema {
    FieldDescriptor field = message.findFieldByName("page_size");
    if (field == null || field.isRepeated() || !SIZES.contains(field.getType())) {
      throw new InvalidSchema(
          "", message.getFullName(), "expected an integer page_size, since \"pageSize\" is set");
    }
    return field;
  }

  private static FieldDescriptor items(Descriptor message, Optional<String> name)
      throws InvalidSchema {
    List<FieldDescriptor> lists =
        message.getFields().stream()
            .filter(field -> field.isRepeated() && !field.isMapField())
            .filter(field -> field.getType() == FieldDescriptor.Type.MESSAGE)
            .filter(field -> name.isEmpty() || name.get().equals(field.getName()))
            .toList();
    if (lists.size() != 1) {
      throw new InvalidSchema(
          "",
          message.getFullName(),
          name.isPresent()
              ? "expected a repeated field of messages called " + name.get()
              : "expected one repeated field of messages; where there are more, \"items\" says"
                  + " which");
    }
    return lists.get(0);
  }

  /** {@code /package.Service/Method}. */
  String path() {
    return "/" + method.getService().getFullName() + "/" + method.getName();
  }

  /** Why this list cannot be shown as another method; empty when it can. */
  String mismatch(CallMethod shown) {
    MethodDescriptor other = shown.descriptor();
    if (!named(other.getInputType(), method.getInputType())) {
      return "expected a method that takes " + method.getInputType().getFullName();
    }
    Descriptor item = items.getMessageType();
    return other.isServerStreaming() && named(other.getOutputType(), item)
        ? ""
        : "expected a method that answers with a stream of " + item.getFullName();
  }

  private static boolean named(Descriptor one, Descriptor other) {
    return one.getFullName().equals(other.getFullName());
  }

  /** The JSON of its messages, and of details of its errors. */
  ProtoJson types() {
    return types;
  }

  /** Makes requests of GETs. */
  GetMessages gets() {
    return gets;
  }

  /**
   * The request for a page. Of a field that is there twice the last one counts, so that a client's
   * own token does not.
   *
   * @param asked what is asked for
   * @param token empty for the first page
   */
  byte[] request(byte[] asked, String token) {
    int room = asked.length + CodedOutputStream.computeStringSize(pageToken.getNumber(), token);
    FieldDescriptor sized = pageSize;
    if (sized != null) {
      room += CodedOutputStream.computeInt64Size(sized.getNumber(), size);
    }
    byte[] all = Arrays.copyOf(asked, room);
    CodedOutputStream out = CodedOutputStream.newInstance(all, asked.length, room - asked.length);
    try {
      out.writeString(pageToken.getNumber(), token);
      if (sized != null) {
        out.writeInt64(sized.getNumber(), size);
      }
    } catch (IOException impossible) { // there is room
      throw new UncheckedIOException(impossible);
    }
    return all;
  }

  /**
   * Finds the items of an answer and the next token, in one pass.
   *
   * @throws Failure PROTOCOL when it cannot be read
   */
  Page page(byte[] answer) {
    int[] bounds = new int[200];
    int count = 0;
    String next = null;
    CodedInputStream in = CodedInputStream.newInstance(answer);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int number = WireFormat.getTagFieldNumber(tag);
        boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
        if (delimited && number == items.getNumber()) {
          if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
          }
          int length = in.readUInt32();
          bounds[2 * count] = in.getTotalBytesRead();
          in.skipRawBytes(length);
          bounds[2 * count + 1] = in.getTotalBytesRead();
          count++;
        } else if (delimited && number == nextPageToken.getNumber()) {
          next = in.readString();
        } else {
          in.skipField(tag);
        }
      }
    } catch (IOException malformed) {
      throw Failure.of(Reason.PROTOCOL, "it is no such message.", malformed);
    }
    String cursor = next == null || next.isEmpty() ? null : next;
    return new Page("", Body.NO_TRAILERS, answer, bounds, count, cursor, -1);
  }

  /**
   * Adds an item of a page as JSON.
   *
   * @throws Failure PROTOCOL when it cannot be read
   */
  void print(byte[] bytes, int offset, int length, Buffer out) {
    JsonWriter text = new JsonWriter(Integer.MAX_VALUE - 8);
    try {
      json.print(bytes, offset, length, text);
    } catch (MalformedMessage malformed) {
      throw Failure.of(Reason.PROTOCOL, "an item of it cannot be read.", malformed);
    }
    out.appendBytes(text.array(), 0, text.length());
  }
}
