package dev.drover.testing;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The service of the transcoding cases: ordinary methods answer with their name and the request
 * they were given, as canonical JSON; a few answer specially. It knows its schema at run time only.
 */
public final class CasesOrigin implements AutoCloseable {
  private final Server server;
  private final JsonFormat.Printer printer;

  private CasesOrigin(ServiceDescriptor service, boolean reflecting) {
    this.printer =
        JsonFormat.printer()
            .omittingInsignificantWhitespace()
            .usingTypeRegistry(
                JsonFormat.TypeRegistry.newBuilder()
                    .add(service.getFile().getMessageTypes())
                    .build());
    io.grpc.ServiceDescriptor.Builder descriptor =
        io.grpc.ServiceDescriptor.newBuilder(service.getFullName());
    if (reflecting) {
      descriptor.setSchemaDescriptor((ProtoFileDescriptorSupplier) service::getFile);
    }
    List<Method> methods = service.getMethods().stream().map(this::method).toList();
    methods.forEach(method -> descriptor.addMethod(method.descriptor()));
    ServerServiceDefinition.Builder definition =
        ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(method -> definition.addMethod(method.descriptor(), method.handler()));
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(definition.build());
    if (reflecting) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
    }
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server of that service, which is {@code hd.tc.v1.Echo}. */
  public static CasesOrigin start(ServiceDescriptor service) {
    return new CasesOrigin(service, false);
  }

  /** The same, which tells of itself by server reflection. */
  public static CasesOrigin reflecting(ServiceDescriptor service) {
    return new CasesOrigin(service, true);
  }

  public int port() {
    return server.getPort();
  }

  private record Method(
      io.grpc.MethodDescriptor<byte[], byte[]> descriptor,
      ServerCallHandler<byte[], byte[]> handler) {}

  private Method method(MethodDescriptor method) {
    boolean client = method.isClientStreaming();
    boolean streams = method.isServerStreaming();
    var descriptor =
        GrpcMethods.method(
            method.getService().getFullName() + "/" + method.getName(),
            client
                ? (streams ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING)
                : (streams ? MethodType.SERVER_STREAMING : MethodType.UNARY));
    return new Method(
        descriptor,
        client
            ? ServerCalls.asyncClientStreamingCall(out -> new Collector(method, out))
            : streams
                ? ServerCalls.asyncServerStreamingCall((in, out) -> answer(method, in, out))
                : ServerCalls.asyncUnaryCall((in, out) -> answer(method, in, out)));
  }

  private void answer(MethodDescriptor method, byte[] in, StreamObserver<byte[]> out) {
    try {
      DynamicMessage request = DynamicMessage.parseFrom(method.getInputType(), in);
      switch (method.getName()) {
        case "RespBody" ->
            finish(out, respBody(method.getOutputType(), text(request, "message_id")));
        case "GetBlob" -> finish(out, blob(method.getOutputType(), text(request, "message_id")));
        case "Stream", "StreamFail", "StreamBlob" -> stream(method, number(request), out);
        case "Fail" -> out.onError(failure(number(request)));
        case "Render" -> finish(out, render(method.getOutputType(), text(request, "message_id")));
        case "ClearEvents" ->
            finish(out, DynamicMessage.getDefaultInstance(method.getOutputType()));
        default -> finish(out, echo(method, printer.print(request)));
      }
    } catch (InvalidProtocolBufferException malformed) {
      out.onError(io.grpc.Status.INTERNAL.withCause(malformed).asRuntimeException());
    }
  }

  private static void finish(StreamObserver<byte[]> out, DynamicMessage message) {
    out.onNext(message.toByteArray());
    out.onCompleted();
  }

  private static DynamicMessage echo(MethodDescriptor method, String json) {
    return message(method.getOutputType(), "rpc", method.getName(), "request_json", json);
  }

  private static DynamicMessage respBody(Descriptor reply, String id) {
    Descriptor sub = reply.findFieldByName("item").getMessageType();
    return message(reply, "item", message(sub, "s", "item-" + id), "text", "text-" + id).toBuilder()
        .addRepeatedField(reply.findFieldByName("items"), "a-" + id)
        .addRepeatedField(reply.findFieldByName("items"), "b-" + id)
        .build();
  }

  private static DynamicMessage blob(Descriptor body, String kind) {
    return kind.equals("empty")
        ? message(body, "content_type", "text/plain")
        : message(
            body,
            "content_type",
            "application/" + kind,
            "data",
            ByteString.copyFrom(new byte[] {0, 1, 'b', 'i', 'n', 'a', 'r', 'y', (byte) 0xFF}));
  }

  private static void stream(MethodDescriptor method, long count, StreamObserver<byte[]> out) {
    for (int i = 1; i <= count; i++) {
      DynamicMessage item =
          method.getName().equals("StreamBlob")
              ? message(
                  method.getOutputType(),
                  "content_type",
                  "text/plain",
                  "data",
                  ByteString.copyFromUtf8(Integer.toString(i)))
              : message(method.getOutputType(), "text", Integer.toString(i));
      out.onNext(item.toByteArray());
    }
    if (method.getName().equals("StreamFail")) {
      out.onError(io.grpc.Status.NOT_FOUND.withDescription("stream failed").asRuntimeException());
    } else {
      out.onCompleted();
    }
  }

  private static StatusRuntimeException failure(long number) {
    if (number == 105) {
      return StatusProto.toStatusRuntimeException(
          Status.newBuilder()
              .setCode(5)
              .setMessage("failed 105")
              .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("GONE").build()))
              .addDetails(
                  Any.pack(
                      RetryInfo.newBuilder()
                          .setRetryDelay(Duration.newBuilder().setSeconds(1).setNanos(5))
                          .build()))
              .addDetails(
                  Any.newBuilder()
                      .setTypeUrl("type.googleapis.com/nobody.knows.This")
                      .setValue(ByteString.copyFrom(new byte[] {1, 2, 3})))
              .build());
    }
    String message = number == 205 ? "100 % größer als ☃" : "failed " + number;
    int code = number == 205 ? 5 : (int) number;
    return io.grpc.Status.fromCodeValue(code)
        .withDescription(message)
        .asRuntimeException(new Metadata());
  }

  private static DynamicMessage render(Descriptor all, String what)
      throws InvalidProtocolBufferException {
    String json =
        switch (what) {
          case "int64" -> "{\"i64\":\"9007199254740993\"}";
          case "bytes" -> "{\"by\":\"/+8=\"}";
          case "nan" -> "{\"d\":\"NaN\",\"f\":\"-Infinity\"}";
          case "ts" -> "{\"ts\":\"2021-01-01T00:00:00.500Z\"}";
          case "dur" -> "{\"dur\":\"1.500s\"}";
          case "mask" -> "{\"mask\":\"fooBar,baz\"}";
          case "wrap" -> "{\"wS\":\"\",\"wI64\":\"5\",\"wB\":false}";
          case "camel" -> "{\"longSnakeName\":\"x\"}";
          case "struct" -> "{\"st\":{\"a\":[1,\"x\",null,true]}}";
          case "map" -> "{\"m\":{\"k\":\"v\"},\"mi\":{\"7\":{\"s\":\"x\"}}}";
          case "utf8" -> "{\"s\":\"größer ☃ \\ud83d\\ude00 \\\"\"}";
          case "opt" -> "{\"optS\":\"\"}";
          default -> "{}";
        };
    DynamicMessage.Builder message = DynamicMessage.newBuilder(all);
    JsonFormat.parser().merge(json, message);
    return message.build();
  }

  private static DynamicMessage message(Descriptor type, Object... fields) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (int i = 0; i < fields.length; i += 2) {
      FieldDescriptor field = type.findFieldByName((String) fields[i]);
      message.setField(field, fields[i + 1]);
    }
    return message.build();
  }

  private static String text(DynamicMessage message, String field) {
    return (String) message.getField(message.getDescriptorForType().findFieldByName(field));
  }

  private static long number(DynamicMessage message) {
    return (long) message.getField(message.getDescriptorForType().findFieldByName("num"));
  }

  /** Answers with all requests as a JSON array. */
  private final class Collector implements StreamObserver<byte[]> {
    private final MethodDescriptor method;
    private final StreamObserver<byte[]> out;
    private final List<String> requests = new ArrayList<>();

    Collector(MethodDescriptor method, StreamObserver<byte[]> out) {
      this.method = method;
      this.out = out;
    }

    @Override
    public void onNext(byte[] message) {
      try {
        requests.add(printer.print(DynamicMessage.parseFrom(method.getInputType(), message)));
      } catch (InvalidProtocolBufferException malformed) {
        out.onError(malformed);
      }
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {
      String all = requests.stream().collect(Collectors.joining(",", "[", "]"));
      finish(out, echo(method, all));
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
