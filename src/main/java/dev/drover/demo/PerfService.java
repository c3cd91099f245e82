package dev.drover.demo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.UnsafeByteOperations;
import dev.drover.demo.perf.ServerStreamingOuterClass;
import dev.drover.demo.perf.StreamingFromServerRequest;
import dev.drover.demo.perf.StreamingFromServerResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.ServiceBuilder;

/** {@code server_streaming.ServerStreaming} of the grpc-perf benchmark, at the client's speed. */
public final class PerfService extends GrpcOrigin {
  /** The full name of the service. */
  public static final String NAME = "server_streaming.ServerStreaming";

  private static final int PART = 1 << 20;
  private static final ByteString ZEROS = UnsafeByteOperations.unsafeWrap(new byte[PART]);

  /**
   * @param port 0 for any free one
   */
  public PerfService(int port) {
    super(port);
  }

  @Override
  ServiceDescriptor descriptor() {
    return ServerStreamingOuterClass.getDescriptor().findServiceByName("ServerStreaming");
  }

  @Override
  void serve(ServiceBuilder service) {
    method(
        service,
        "StreamingFromServer",
        StreamingFromServerRequest.getDefaultInstance(),
        this::stream);
  }

  private void stream(
      GrpcServerRequest<StreamingFromServerRequest, StreamingFromServerResponse> call) {
    Reply<StreamingFromServerResponse> reply = Reply.to(call, vertx);
    call.handler(
        asked -> {
          long bytes = Integer.toUnsignedLong(asked.getNumBytes());
          if (bytes == 0) {
            reply.end(GrpcStatus.FAILED_PRECONDITION, "num_bytes must not be 0.");
            return;
          }
          int parts = (int) ((bytes + PART - 1) / PART);
          int last = (int) (bytes - (parts - 1L) * PART);
          reply
              .series(parts, 0, number -> part(number < parts ? PART : last))
              .onSuccess(sent -> reply.end());
        });
  }

  private static StreamingFromServerResponse part(int length) {
    return StreamingFromServerResponse.newBuilder().setData(ZEROS.substring(0, length)).build();
  }
}
