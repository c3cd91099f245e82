package dev.drover.testing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A grpc-java client, with its own Netty inside, whose messages are plain bytes. */
public final class GrpcCalls implements AutoCloseable {
  private final ManagedChannel managed;
  private final Channel channel;
  private final AtomicReference<Metadata> headers = new AtomicReference<>();
  private final AtomicReference<Metadata> trailers = new AtomicReference<>();

  private GrpcCalls(ManagedChannel managed) {
    this.managed = managed;
    this.channel =
        ClientInterceptors.intercept(
            managed, MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
  }

  /** A client of that port of 127.0.0.1; it connects with the first call and does not retry. */
  public static GrpcCalls to(int port) {
    return of(builder(port));
  }

  /** A client over a channel of your own making; see {@link #builder}. */
  public static GrpcCalls of(NettyChannelBuilder builder) {
    return new GrpcCalls(builder.build());
  }

  /** What {@link #to} is made of. */
  public static NettyChannelBuilder builder(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .disableRetry()
        .maxInboundMessageSize(64 << 20)
        .maxInboundMetadataSize(1 << 20);
  }

  /** The channel itself. */
  public ManagedChannel channel() {
    return managed;
  }

  /** The headers of the last response. */
  public Metadata headers() {
    Metadata last = headers.get();
    return last == null ? new Metadata() : last;
  }

  /** The trailers of the last response. */
  public Metadata trailers() {
    Metadata last = trailers.get();
    return last == null ? new Metadata() : last;
  }

  /** One message for one message. */
  public byte[] unary(String method, byte[] request) {
    return unary(method, request, CallOptions.DEFAULT, new Metadata());
  }

  /** The same with a deadline, a compressor or metadata. */
  public byte[] unary(String method, byte[] request, CallOptions options, Metadata metadata) {
    return ClientCalls.blockingUnaryCall(
        with(metadata), GrpcMethods.method(method, MethodType.UNARY), options, request);
  }

  /** The status that a unary call ends with. */
  public Status status(String method, byte[] request, CallOptions options) {
    try {
      unary(method, request, options, new Metadata());
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** The status that a unary call without options ends with. */
  public Status status(String method, byte[] request) {
    return status(method, request, CallOptions.DEFAULT);
  }

  /** One message for many; read as they come. */
  public Iterator<byte[]> serverStream(String method, byte[] request, CallOptions options) {
    return ClientCalls.blockingServerStreamingCall(
        channel, GrpcMethods.method(method, MethodType.SERVER_STREAMING), options, request);
  }

  /** One message for many, all of them. */
  public List<byte[]> serverStream(String method, byte[] request) {
    List<byte[]> all = new ArrayList<>();
    serverStream(method, request, CallOptions.DEFAULT).forEachRemaining(all::add);
    return all;
  }

  /** Many messages for one; the answer goes to {@code responses}. */
  public StreamObserver<byte[]> clientStream(String method, StreamObserver<byte[]> responses) {
    return ClientCalls.asyncClientStreamingCall(
        channel.newCall(
            GrpcMethods.method(method, MethodType.CLIENT_STREAMING), CallOptions.DEFAULT),
        responses);
  }

  /** Many messages for many. */
  public StreamObserver<byte[]> bidi(String method, StreamObserver<byte[]> responses) {
    return bidi(method, CallOptions.DEFAULT, responses);
  }

  /** Many messages for many, with options. */
  public StreamObserver<byte[]> bidi(
      String method, CallOptions options, StreamObserver<byte[]> responses) {
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(GrpcMethods.method(method, MethodType.BIDI_STREAMING), options), responses);
  }

  private Channel with(Metadata metadata) {
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  @Override
  public void close() {
    managed.shutdownNow();
    try {
      managed.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
