package dev.drover.matrix;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** The echo as a real grpc-java server. */
final class GrpcEcho implements AutoCloseable {
  /** All encodings, for servers and clients of grpc-java. */
  static final CompressorRegistry COMPRESSORS = CompressorRegistry.newEmptyInstance();

  static final DecompressorRegistry DECOMPRESSORS = decompressors();

  static {
    Packed.ALL.forEach(COMPRESSORS::register);
  }

  private final Marks marks;
  private final GrpcOrigin origin;

  GrpcEcho(Marks marks) {
    this.marks = marks;
    GrpcOrigin.Builder builder = GrpcOrigin.builder();
    for (Kind kind : Kind.values()) {
      builder.bidi(kind.rpc(), response -> new Call(kind, GrpcOrigin.call(response)));
    }
    this.origin =
        builder
            .tune(
                server ->
                    server
                        .compressorRegistry(COMPRESSORS)
                        .decompressorRegistry(DECOMPRESSORS)
                        .intercept(new Packing()))
            .start();
  }

  private static DecompressorRegistry decompressors() {
    DecompressorRegistry all =
        DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);
    for (Packed each : Packed.ALL) {
      all = all.with(each, true);
    }
    return all;
  }

  /** Answers in the first encoding that the client takes. */
  private static final class Packing implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Packed packed = Packed.of(headers.get(GrpcMethods.ascii("grpc-accept-encoding")));
      if (packed != null) {
        call.setCompression(packed.getMessageEncoding());
      }
      return next.startCall(call, headers);
    }
  }

  int port() {
    return origin.port();
  }

  /** How many connections are open. */
  int open() {
    return origin.open();
  }

  @Override
  public void close() {
    origin.close();
  }

  private final class Call implements StreamObserver<byte[]>, EchoCall.Out {
    private final ServerCallStreamObserver<byte[]> response;
    private final EchoCall echo;

    Call(Kind kind, ServerCallStreamObserver<byte[]> response) {
      this.response = response;
      this.echo = new EchoCall(kind, marks, this);
      response.setOnCancelHandler(marks.cancelled::incrementAndGet);
    }

    @Override
    public void onNext(byte[] message) {
      try {
        echo.message(SayRequest.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public void onError(Throwable broken) {}

    @Override
    public void onCompleted() {
      echo.finished();
    }

    @Override
    public void message(SayReply reply) {
      response.onNext(reply.toByteArray());
    }

    @Override
    public void end(@Nullable Status error) {
      if (error == null) {
        response.onCompleted();
        return;
      }
      Metadata trailers = new Metadata();
      trailers.put(GrpcMethods.binary("grpc-status-details-bin"), error.toByteArray());
      response.onError(
          io.grpc.Status.fromCodeValue(error.getCode())
              .withDescription(error.getMessage())
              .asRuntimeException(trailers));
    }
  }
}
