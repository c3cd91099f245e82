package dev.drover.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.schema.reflection.ErrorResponse;
import dev.drover.schema.reflection.FileDescriptorResponse;
import dev.drover.schema.reflection.ListServiceResponse;
import dev.drover.schema.reflection.ServerReflectionRequest;
import dev.drover.schema.reflection.ServerReflectionResponse;
import dev.drover.schema.reflection.ServiceResponse;
import io.grpc.stub.StreamObserver;

/**
 * A gRPC server of one file whose methods give each message back, and which tells of itself by
 * server reflection, as of now: the file can be exchanged while it runs.
 */
public final class ReflectingOrigin implements AutoCloseable {
  private static final String REFLECTION =
      "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

  private final GrpcOrigin server;
  private volatile FileDescriptorProto file;

  private ReflectingOrigin(FileDescriptorProto file, String... methods) {
    this.file = file;
    GrpcOrigin.Builder builder = GrpcOrigin.builder();
    for (String method : methods) {
      builder.unary(method, (request, response) -> GrpcOrigin.finish(response, request));
    }
    this.server = builder.bidi(REFLECTION, Answers::new).start();
  }

  /**
   * Starts it.
   *
   * @param methods all that it will ever serve, {@code package.Service/Method}
   */
  public static ReflectingOrigin start(FileDescriptorProto file, String... methods) {
    return new ReflectingOrigin(file, methods);
  }

  /** What it tells of itself from now on. */
  public void become(FileDescriptorProto file) {
    this.file = file;
  }

  public int port() {
    return server.port();
  }

  private ServerReflectionResponse answer(ServerReflectionRequest request) {
    FileDescriptorProto now = file;
    return switch (request.getMessageRequestCase()) {
      case LIST_SERVICES -> {
        ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
        now.getServiceList()
            .forEach(
                service ->
                    list.addService(
                        ServiceResponse.newBuilder()
                            .setName(now.getPackage() + "." + service.getName())));
        yield ServerReflectionResponse.newBuilder().setListServicesResponse(list).build();
      }
      case FILE_CONTAINING_SYMBOL -> file(now.toByteString());
      case FILE_BY_FILENAME ->
          request.getFileByFilename().equals(now.getName())
              ? file(now.toByteString())
              : ServerReflectionResponse.newBuilder()
                  .setErrorResponse(ErrorResponse.newBuilder().setErrorCode(5))
                  .build();
      default -> ServerReflectionResponse.getDefaultInstance();
    };
  }

  private static ServerReflectionResponse file(ByteString bytes) {
    return ServerReflectionResponse.newBuilder()
        .setFileDescriptorResponse(
            FileDescriptorResponse.newBuilder().addFileDescriptorProto(bytes))
        .build();
  }

  private final class Answers implements StreamObserver<byte[]> {
    private final StreamObserver<byte[]> out;

    Answers(StreamObserver<byte[]> out) {
      this.out = out;
    }

    @Override
    public void onNext(byte[] request) {
      try {
        out.onNext(answer(ServerReflectionRequest.parseFrom(request)).toByteArray());
      } catch (InvalidProtocolBufferException malformed) {
        out.onError(malformed);
      }
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {
      out.onCompleted();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
