package dev.drover.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.drover.schema.Schema;
import dev.drover.status.GrpcCode;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.OriginStream;
import dev.drover.testing.Protos;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.testing.integration.Messages;
import io.grpc.testing.integration.TestServiceGrpc;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Schemas read from real servers. */
@ExtendWith(NoLeaks.class)
class ReflectionServersTest {
  private static final String SERVICE = "grpc.testing.TestService";
  private static final String V1 = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  private static final String V1_ALPHA =
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

  private static ReflectionClient client(TestUpstream upstream, Duration timeout) {
    return new ReflectionClient(
        new UpstreamCalls(upstream.upstream, upstream.wheel, 4 << 20),
        upstream.wheel::now,
        new ReflectionClient.Limits(10, 100, 1 << 20, timeout));
  }

  private static FileDescriptorSet read(TestUpstream upstream) {
    return upstream.await(() -> client(upstream, Duration.ofSeconds(20)).read());
  }

  private static List<String> names(FileDescriptorSet set) {
    return set.getFileList().stream().map(FileDescriptorProto::getName).toList();
  }

  @Test
  void readsAllFilesOfAGrpcJavaServer() {
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .service(new TestServiceGrpc.TestServiceImplBase() {})
                .service(new HealthStatusManager().getHealthService())
                .service(ProtoReflectionServiceV1.newInstance())
                .start();
        TestUpstream upstream = new TestUpstream(origin.port())) {
      FileDescriptorSet set = read(upstream);

      assertThat(names(set))
          .containsExactly(
              "grpc/health/v1/health.proto",
              "grpc/testing/empty.proto",
              "grpc/testing/messages.proto",
              "grpc/testing/test.proto");
      assertThat(set.getFile(3).toByteString())
          .isEqualTo(io.grpc.testing.integration.Test.getDescriptor().toProto().toByteString());
      Schema schema = Protos.schema("test", set);
      assertThat(schema.method(SERVICE + "/UnaryCall")).isNotNull();
      assertThat(read(upstream)).isEqualTo(set);
    }
  }

  @Test
  void fallsBackToTheOlderNameAndRemembersIt() {
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .service(new TestServiceGrpc.TestServiceImplBase() {})
                .service(ProtoReflectionService.newInstance())
                .start();
        TestUpstream upstream = new TestUpstream(origin.port())) {
      ReflectionClient client = client(upstream, Duration.ofSeconds(20));

      assertThat(names(upstream.await(client::read))).contains("grpc/testing/test.proto");
      int asked = origin.calls().size();
      assertThat(names(upstream.await(client::read))).contains("grpc/testing/test.proto");

      assertThat(origin.calls()).hasSize(2 * asked);
    }
  }

  @Test
  void readsAVertxServer() {
    Vertx vertx = Vertx.vertx();
    GrpcServer calls = GrpcServer.server(vertx);
    calls.addService(
        Service.service(
                ServiceName.create(SERVICE),
                io.grpc.testing.integration.Test.getDescriptor().findServiceByName("TestService"))
            .bind(
                ServiceMethod.server(
                    ServiceName.create(SERVICE),
                    "UnaryCall",
                    GrpcMessageEncoder.<Messages.SimpleResponse>encoder(),
                    GrpcMessageDecoder.decoder(Messages.SimpleRequest.getDefaultInstance())),
                request -> request.response().end())
            .build());
    calls.addService(ReflectionService.v1());
    HttpServer server =
        Http2Calls.await(vertx.createHttpServer().requestHandler(calls).listen(0, "127.0.0.1"));
    try (TestUpstream upstream = new TestUpstream(server.actualPort())) {
      Schema schema = Protos.schema("test", read(upstream));

      assertThat(schema.method(SERVICE + "/UnaryCall")).isNotNull();
      assertThat(schema.files()).hasSize(3);
    } finally {
      Http2Calls.await(vertx.close());
    }
  }

  @Test
  void aServerWithoutReflectionIsSaidToHaveNone() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestUpstream upstream = new TestUpstream(origin.port())) {
      assertThatThrownBy(() -> read(upstream))
          .isInstanceOfSatisfying(
              CallFailed.class,
              failed -> assertThat(failed.code()).isEqualTo(GrpcCode.UNIMPLEMENTED))
          .hasMessageStartingWith("Asked for the services: the server answered UNIMPLEMENTED");
    }
  }

  @Test
  void aSilentServerIsGivenUp() {
    try (Http2Origin origin = Http2Origin.start(OriginStream::awaitEnd);
        TestUpstream upstream = new TestUpstream(origin.port())) {
      assertThatThrownBy(
              () -> upstream.await(() -> client(upstream, Duration.ofMillis(100)).read()))
          .isInstanceOfSatisfying(
              CallFailed.class,
              failed -> assertThat(failed.code()).isEqualTo(GrpcCode.DEADLINE_EXCEEDED))
          .hasMessageContaining("Asked for the services: no answer has come");
      assertThat(origin.streams()).hasSize(1);
      assertThat(origin.awaitStream(1).header(":path")).hasValue(V1);
    }
  }

  @Test
  void aServerThatKeepsItsStreamOpenIsGivenUpToo() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  if (stream.header(":path").orElse("").equals(V1)) {
                    stream.trailersOnly(12, "only the older one");
                  } else {
                    stream.grpcHeaders();
                    stream.message(new byte[0]);
                  }
                });
        TestUpstream upstream = new TestUpstream(origin.port())) {
      assertThatThrownBy(() -> upstream.await(() -> client(upstream, Duration.ofSeconds(2)).read()))
          .hasMessageContaining("no answer has come");
      assertThat(origin.awaitStream(2).header(":path")).hasValue(V1_ALPHA);
    }
  }
}
