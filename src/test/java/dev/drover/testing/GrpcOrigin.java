package dev.drover.testing;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A real grpc-java server, with its own Netty inside, whose methods take and give plain bytes. What
 * it was called with is in {@link #calls()}.
 */
public final class GrpcOrigin implements AutoCloseable {
  private final Server server;
  private final GrpcRecorder recorder;

  private GrpcOrigin(Server server, GrpcRecorder recorder) {
    this.server = server;
    this.recorder = recorder;
  }

  /** An origin to be given methods. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * An origin with a method of each kind: Unary gives the message back, ClientStream all messages
   * joined, ServerStream each byte of the message as a message, Bidi each message at once.
   */
  public static GrpcOrigin echo() {
    return builder()
        .unary(GrpcMethods.UNARY, (request, response) -> finish(response, request))
        .clientStreaming(GrpcMethods.CLIENT_STREAM, GrpcOrigin::join)
        .serverStreaming(GrpcMethods.SERVER_STREAM, GrpcOrigin::split)
        .bidi(GrpcMethods.BIDI, EachBack::new)
        .start();
  }

  /** Sends the only message and OK. */
  public static void finish(StreamObserver<byte[]> response, byte[] message) {
    response.onNext(message);
    response.onCompleted();
  }

  private static void split(byte[] request, StreamObserver<byte[]> response) {
    for (byte b : request) {
      response.onNext(new byte[] {b});
    }
    response.onCompleted();
  }

  private static StreamObserver<byte[]> join(StreamObserver<byte[]> response) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    return new EachBack(response) {
      @Override
      public void onNext(byte[] message) {
        all.writeBytes(message);
      }

      @Override
      public void onCompleted() {
        finish(response, all.toByteArray());
      }
    };
  }

  public int port() {
    return server.getPort();
  }

  /** The calls so far, in the order of their arrival. */
  public List<GrpcRecorder.Call> calls() {
    return recorder.calls();
  }

  /** The largest number of calls that were open at the same time. */
  public int maxConcurrent() {
    return recorder.maxConcurrent();
  }

  /** How many connections were accepted. */
  public int connections() {
    return recorder.connections();
  }

  /** How many connections are open now. */
  public int open() {
    return recorder.open();
  }

  /** Stops gracefully: GOAWAY now, calls under way may finish. */
  public void shutdown() {
    server.shutdown();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends every message back; a base for other request observers. */
  public static class EachBack implements StreamObserver<byte[]> {
    private final StreamObserver<byte[]> response;

    public EachBack(StreamObserver<byte[]> response) {
      this.response = response;
    }

    @Override
    public void onNext(byte[] message) {
      response.onNext(message);
    }

    @Override
    public void onError(Throwable cancelled) {}

    @Override
    public void onCompleted() {
      response.onCompleted();
    }
  }

  /** Collects the methods of an origin. */
  public static final class Builder {
    private final Map<String, List<ServerMethodDefinition<byte[], byte[]>>> services =
        new LinkedHashMap<>();
    private final List<ServerServiceDefinition> more = new ArrayList<>();
    private UnaryOperator<NettyServerBuilder> tuning = UnaryOperator.identity();
    private int port;

    private Builder() {}

    public Builder unary(String name, ServerCalls.UnaryMethod<byte[], byte[]> method) {
      return add(name, MethodType.UNARY, ServerCalls.asyncUnaryCall(method));
    }

    public Builder serverStreaming(
        String name, ServerCalls.ServerStreamingMethod<byte[], byte[]> method) {
      return add(name, MethodType.SERVER_STREAMING, ServerCalls.asyncServerStreamingCall(method));
    }

    public Builder clientStreaming(
        String name, ServerCalls.ClientStreamingMethod<byte[], byte[]> method) {
      return add(name, MethodType.CLIENT_STREAMING, ServerCalls.asyncClientStreamingCall(method));
    }

    public Builder bidi(String name, ServerCalls.BidiStreamingMethod<byte[], byte[]> method) {
      return add(name, MethodType.BIDI_STREAMING, ServerCalls.asyncBidiStreamingCall(method));
    }

    /** A generated service beside the methods. */
    public Builder service(BindableService service) {
      return service(service.bindService());
    }

    /** The same, with interceptors around it. */
    public Builder service(ServerServiceDefinition service) {
      more.add(service);
      return this;
    }

    /** Changes the server: windows, streams per connection, keep-alive. */
    public Builder tune(UnaryOperator<NettyServerBuilder> tuning) {
      this.tuning = tuning;
      return this;
    }

    /** Listens on that port instead of a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    private Builder add(
        String name, MethodType kind, io.grpc.ServerCallHandler<byte[], byte[]> handler) {
      String service = name.substring(0, name.lastIndexOf('/'));
      services
          .computeIfAbsent(service, any -> new ArrayList<>())
          .add(ServerMethodDefinition.create(GrpcMethods.method(name, kind), handler));
      return this;
    }

    /** Starts the origin on 127.0.0.1. */
    public GrpcOrigin start() {
      GrpcRecorder recorder = new GrpcRecorder();
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
              .maxInboundMessageSize(64 << 20)
              .maxInboundMetadataSize(1 << 20)
              .addTransportFilter(recorder.transports());
      services.forEach(
          (name, methods) -> {
            ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(name);
            methods.forEach(service::addMethod);
            builder.addService(ServerInterceptors.intercept(service.build(), recorder));
          });
      more.forEach(service -> builder.addService(ServerInterceptors.intercept(service, recorder)));
      try {
        return new GrpcOrigin(tuning.apply(builder).build().start(), recorder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The server's side of a response, with cancellation and readiness. */
  public static ServerCallStreamObserver<byte[]> call(StreamObserver<byte[]> response) {
    return (ServerCallStreamObserver<byte[]>) response;
  }
}
