package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.stub.ServerCallStreamObserver;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compression on each side, for each message; and what a bomb comes to. */
@ExtendWith(NoLeaks.class)
class Seed206CompressionTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final String SAY = "drover.demo.v1.Echo/Say";

  private static void zeros(ServerCallStreamObserver<byte[]> response) {
    response.setCompression("gzip");
    response.setMessageCompression(true);
    response.onNext(new byte[MEBIBYTE]);
    response.setMessageCompression(false);
    response.onNext(new byte[1000]);
    response.onCompleted();
  }

  @Test
  void aMebibyteOfZerosIsSmallAndOneMessageMayStayPlain() {
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .serverStreaming(
                    GrpcMethods.SERVER_STREAM,
                    (request, response) -> zeros(GrpcOrigin.call(response)))
                .start();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (String type : List.of("application/grpc", "application/grpc-web")) {
        Http2Calls.Answer answer =
            calls.send(
                "POST",
                "/" + GrpcMethods.SERVER_STREAM,
                GrpcFrames.frame(new byte[0]),
                "content-type",
                type,
                "te",
                "trailers",
                "grpc-accept-encoding",
                "gzip");
        List<byte[]> messages = GrpcFrames.messages(answer.body());

        assertThat(answer.headers().get("grpc-encoding")).isEqualTo("gzip");
        assertThat(answer.body()[0]).isEqualTo((byte) 1);
        assertThat(messages.get(0).length).isLessThan(2048);
        assertThat(messages.get(1)).isEqualTo(new byte[1000]);
        SeedReport.row(
            "2.6",
            "1 MiB of zeros by " + type,
            "< 2048 bytes; the next one plain",
            messages.get(0).length + " bytes; plain");
      }
    }
  }

  private static TestGateway json(int port) {
    JsonObject schemas =
        new JsonObject()
            .put(
                "echo",
                new JsonObject()
                    .put(
                        "proto",
                        List.of(Project.path("src/test/resources/matrix/echo.proto").toString())));
    return TestConfig.grpc(port).with("schemas", schemas.encode()).start();
  }

  private static Http2Calls.Answer connect(Http2Calls calls, byte[] content, String encoding) {
    return calls.send(
        "POST",
        "/" + SAY,
        content,
        "content-type",
        "application/json",
        "connect-protocol-version",
        "1",
        "content-encoding",
        encoding);
  }

  @Test
  void anUnknownEncodingAndABombAreRefused() {
    try (GrpcOrigin origin =
            GrpcOrigin.builder().unary(SAY, (q, a) -> GrpcOrigin.finish(a, q)).start();
        TestGateway gateway = json(origin.port());
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer unknown = connect(calls, Bytes.of("{}"), "snappy");
      assertThat(unknown.text()).contains("\"unimplemented\"");
      assertThat(unknown.headers().get("accept-encoding")).contains("gzip");

      String text = "{\"text\":\"" + "0".repeat(64 * MEBIBYTE) + "\"}";
      byte[] bomb = Bytes.gzip(Bytes.of(text));
      Http2Calls.Answer refused = connect(calls, bomb, "gzip");
      assertThat(refused.text()).contains("\"resource_exhausted\"");
      assertThat(origin.calls()).isEmpty();
      SeedReport.row(
          "2.6",
          "an unknown encoding; 64 MiB in " + bomb.length + " bytes",
          "unimplemented; resource_exhausted",
          "unimplemented; resource_exhausted");
    }
  }

  @Test
  void aGrpcClientWhoseMessagesAreOpenedIsToldTheSame() {
    String proto = Project.path("src/test/resources/matrix/echo.proto").toString();
    JsonObject schemas =
        new JsonObject().put("echo", new JsonObject().put("proto", List.of(proto)));
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n");
        TestGateway gateway =
            TestConfig.http(origin.port())
                .upstream("protocol", "rest")
                .with("schemas", schemas.encode())
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer unknown = packed(calls, new byte[] {10, 1, 'a'}, "snappy");
      assertThat(unknown.grpcStatus()).isEqualTo(12);
      assertThat(unknown.headers().get("grpc-accept-encoding"))
          .isEqualTo("zstd,gzip,deflate,identity");

      byte[] text =
          SayRequest.newBuilder().setText("0".repeat(64 * MEBIBYTE)).build().toByteArray();
      byte[] bomb = Bytes.gzip(text);
      assertThat(packed(calls, bomb, "gzip").grpcStatus()).isEqualTo(8);
      assertThat(origin.connections()).isZero();
      SeedReport.row(
          "2.6",
          "gRPC: an unknown encoding; 64 MiB in " + bomb.length + " bytes",
          "12 and grpc-accept-encoding; 8",
          "12 and " + unknown.headers().get("grpc-accept-encoding") + "; 8");
    }
  }

  private static Http2Calls.Answer packed(Http2Calls calls, byte[] message, String encoding) {
    return calls.send(
        "POST",
        "/" + SAY,
        GrpcFrames.frame(1, message),
        "content-type",
        "application/grpc",
        "te",
        "trailers",
        "grpc-encoding",
        encoding);
  }

  @Test
  void grpcIsTheUpstreamsOwnBusiness() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port());
        Http2Calls raw = Http2Calls.to(gateway.port())) {
      byte[] message = SayRequest.newBuilder().setText("a").build().toByteArray();
      assertThat(
              calls.unary(
                  GrpcMethods.UNARY,
                  message,
                  CallOptions.DEFAULT.withCompression("gzip"),
                  new Metadata()))
          .isEqualTo(message);

      Http2Calls.Answer unknown = raw.grpc(GrpcMethods.UNARY, message, "grpc-encoding", "snappy");
      assertThat(unknown.grpcStatus()).isEqualTo(12);
    }
  }
}
