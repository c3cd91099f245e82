package dev.drover.handler.transcode;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.google.api.HttpBody;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.drover.codec.json.MalformedMessage;
import dev.drover.codec.json.MessageJson;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.StrictJson;
import dev.drover.schema.Binding;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A binding with all that can be known of its calls beforehand. Immutable, for all threads. */
final class BoundMethod {
  private static final String HTTP_BODY = HttpBody.getDescriptor().getFullName();

  private static final int ROOM = 64;

  private final Binding binding;
  private final FieldNames names;
  private final MessageJson input;
  private final MessageJson output;
  private final String path;
  private final boolean rawRequest;
  private final boolean rawResponse;

  BoundMethod(Binding binding, ProtoJson json, FieldNames names) {
    MethodDescriptor method = binding.method();
    this.binding = binding;
    this.names = names;
    this.input = json.of(method.getInputType());
    this.output = json.of(method.getOutputType());
    this.path = "/" + binding.rpc();
    this.rawRequest = httpBody(contentType(binding));
    this.rawResponse = httpBody(answerType(binding));
  }

  private static @Nullable Descriptor contentType(Binding binding) {
    if (binding.body() instanceof Binding.WholeMessage) {
      return binding.method().getInputType();
    }
    return binding.body() instanceof Binding.OneField one ? type(one.field()) : null;
  }

  private static @Nullable Descriptor answerType(Binding binding) {
    FieldDescriptor field = binding.responseBody();
    return field == null ? binding.method().getOutputType() : type(field);
  }

  private static @Nullable Descriptor type(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated()
        ? field.getMessageType()
        : null;
  }

  private static boolean httpBody(@Nullable Descriptor type) {
    return type != null && type.getFullName().equals(HTTP_BODY);
  }

  Binding binding() {
    return binding;
  }

  FieldNames names() {
    return names;
  }

  /** The request message. */
  MessageJson input() {
    return input;
  }

  /**
   * A response message as JSON: what the binding says is the content of an answer.
   *
   * @throws Failure PROTOCOL when it is no such message
   */
  byte[] json(byte[] wire, int offset, int length) {
    FieldDescriptor field = binding.responseBody();
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(2 * length + ROOM);
        JsonGenerator out = StrictJson.factory().createGenerator(bytes)) {
      if (field == null) {
        output.print(wire, offset, length, out);
      } else {
        output.printField(field, wire, offset, length, out);
      }
      out.flush();
      return bytes.toByteArray();
    } catch (MalformedMessage malformed) {
      throw Failure.of(Reason.PROTOCOL, "The upstream's message cannot be read.", malformed);
    } catch (IOException impossible) { // the bytes are in memory
      throw new UncheckedIOException(impossible);
    }
  }

  /** {@code /package.Service/Method}. */
  String path() {
    return path;
  }

  boolean clientStreaming() {
    return binding.method().isClientStreaming();
  }

  boolean serverStreaming() {
    return binding.method().isServerStreaming();
  }

  /** Whether the content of a request is a google.api.HttpBody, which is no JSON. */
  boolean rawRequest() {
    return rawRequest;
  }

  /** Whether the content of an answer is a google.api.HttpBody, which is no JSON. */
  boolean rawResponse() {
    return rawResponse;
  }
}
