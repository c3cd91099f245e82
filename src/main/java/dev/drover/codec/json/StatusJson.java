package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A google.rpc.Status as JSON. A detail whose type nobody knows is kept, as base64 under {@code
 * value}: it never destroys the error it belongs to.
 */
public final class StatusJson {
  private static final Map<String, Descriptor> DETAILS =
      Stream.of(ErrorDetailsProto.getDescriptor(), Status.getDescriptor().getFile())
          .map(FileDescriptor::getMessageTypes)
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableMap(Descriptor::getFullName, type -> type));

  private static final ProtoJson KNOWN = new ProtoJson(JsonOptions.CANONICAL, StatusJson::type);

  private StatusJson() {}

  /** The types of google.rpc that details mostly have, by full name. */
  public static @Nullable Descriptor type(String name) {
    return DETAILS.get(name);
  }

  /** A status whose details are of google.rpc. */
  public static byte[] of(Status status) {
    return of(status, KNOWN);
  }

  /** A status whose details may be of all types that {@code types} knows. */
  public static byte[] of(Status status, ProtoJson types) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = StrictJson.factory().createGenerator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("code", status.getCode());
      out.writeStringField("message", status.getMessage());
      details(status.getDetailsList(), types, out);
      out.writeEndObject();
    } catch (IOException impossible) { // the bytes are in memory
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** The member {@code details}, left out when there are none. */
  private static void details(List<Any> details, ProtoJson types, JsonGenerator out)
      throws IOException {
    if (details.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("details");
    for (Any detail : details) {
      String text = known(detail, types);
      if (text != null) {
        out.writeRawValue(text);
      } else {
        ByteString value = detail.getValue();
        out.writeStartObject();
        out.writeStringField("@type", detail.getTypeUrl());
        out.writeStringField("value", Base64.getEncoder().encodeToString(value.toByteArray()));
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  private static @Nullable String known(Any detail, ProtoJson types) {
    try {
      byte[] json = types.of(Any.getDescriptor()).print(detail.toByteArray());
      return new String(json, java.nio.charset.StandardCharsets.UTF_8);
    } catch (MalformedMessage unknown) {
      return null;
    }
  }
}
