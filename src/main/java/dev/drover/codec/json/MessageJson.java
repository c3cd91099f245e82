package dev.drover.codec.json;

import com.google.protobuf.*;
import com.google.protobuf.Descriptors.*;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

public final class MessageJson {
  private final Descriptor type;

  MessageJson(Descriptor type) {
    this.type = type;
  }

  public byte[] print(byte[] w) {
    return print(w, 0, w.length);
  }

  public byte[] print(byte[] w, int o, int l) {
    try {
      return JsonFormat.printer()
          .usingTypeRegistry(
              JsonFormat.TypeRegistry.newBuilder()
                  .add(com.google.rpc.ErrorInfo.getDescriptor())
                  .add(com.google.rpc.BadRequest.getDescriptor())
                  .build())
          .omittingInsignificantWhitespace()
          .print(DynamicMessage.parseFrom(type, Arrays.copyOfRange(w, o, o + l)))
          .getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessage(e.getMessage());
    }
  }

  public byte[] printField(FieldDescriptor f, byte[] w, int o, int l) {
    String s = new String(print(w, o, l), StandardCharsets.UTF_8);
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper()
          .readTree(s)
          .path(f.getJsonName())
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new MalformedMessage("x");
    }
  }

  public void parse(byte[] j, int o, int l, WireWriter out) {
    text(new String(j, o, l, StandardCharsets.UTF_8), out);
  }

  public void parseField(FieldDescriptor f, byte[] j, int o, int l, WireWriter out) {
    text("{\"" + f.getJsonName() + "\":" + new String(j, o, l, StandardCharsets.UTF_8) + "}", out);
  }

  void text(String s, WireWriter out) {
    try {
      DynamicMessage.Builder b = DynamicMessage.newBuilder(type);
      JsonFormat.parser().merge(s, b);
      byte[] w = b.build().toByteArray();
      out.raw(w, 0, w.length);
    } catch (InvalidProtocolBufferException | RuntimeException e) {
      throw new InvalidJson("", String.valueOf(e.getMessage()));
    }
  }
}
