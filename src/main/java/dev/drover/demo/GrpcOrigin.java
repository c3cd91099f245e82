package dev.drover.demo;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import org.jspecify.annotations.Nullable;

/** A gRPC service on a loopback port of its own, without TLS, that tells of itself. */
abstract class GrpcOrigin extends VerticleBase implements Origin {
  private static final int LARGEST_MESSAGE = 4 << 20;

  private final int wanted;
  private @Nullable HttpServer server;

  /**
   * @param port 0 for any free one
   */
  GrpcOrigin(int port) {
    this.wanted = port;
  }

  @Override
  public Future<?> start() {
    GrpcServer calls =
        GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(LARGEST_MESSAGE));
    ServiceBuilder service = Service.service(ServiceName.create(name()), descriptor());
    serve(service);
    calls.addService(service.build());
    calls.addService(ReflectionService.v1());
    HttpServer listening =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(LOOPBACK)
                    .setPort(wanted)
                    .setHttp2ConnectionWindowSize(1 << 20))
            .requestHandler(calls);
    server = listening;
    return listening.listen();
  }

  @Override
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** What it serves. */
  abstract ServiceDescriptor descriptor();

  private String name() {
    return descriptor().getFullName();
  }

  /** Adds the methods. */
  abstract void serve(ServiceBuilder service);

  /** A handler for one method of any kind. */
  final <I extends Message, O extends Message> void method(
      ServiceBuilder service, String method, I request, Handler<GrpcServerRequest<I, O>> handler) {
    service.bind(
        ServiceMethod.server(
            ServiceName.create(name()),
            method,
            GrpcMessageEncoder.<O>encoder(),
            GrpcMessageDecoder.<I>decoder(request)),
        handler);
  }
}
