package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.BadRequest;
import dev.drover.task.TaskTelemetry;
import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that break the rules of their schema do not reach the origin, whoever sends them. */
@ExtendWith(NoLeaks.class)
class ValidateProtoTest {
  private static final String PROTO =
      """
      syntax = "proto3";
      package test;
      import "buf/validate/validate.proto";
      import "google/api/annotations.proto";
      service Echo {
        rpc Unary(Ask) returns (Ask) {
          option idempotency_level = NO_SIDE_EFFECTS;
          option (google.api.http) = { post: "/ask" body: "*" };
        }
        rpc Bidi(stream Ask) returns (stream Ask);
      }
      message Ask {
        option (buf.validate.message).cel = {
          id: "ask.unlucky", message: "not thirteen", expression: "this.age != 13" };
        string name = 1 [(buf.validate.field).string = {min_len: 3, pattern: "^[a-z]*$"}];
        int32 age = 2 [(buf.validate.field).int32 = {gte: 0, lte: 150}];
        repeated Ask more = 3 [(buf.validate.field).repeated.max_items = 2];
      }
      """;
  private static final byte[] GOOD = {10, 3, 'a', 'd', 'a', 16, 36};
  private static final byte[] SHORT_NAME = {10, 1, 'a', 16, 36};
  private static final byte[] UNLUCKY = {10, 3, 'a', 'd', 'a', 16, 13};
  private static final byte[] NESTED = {10, 3, 'a', 'd', 'a', 26, 3, 10, 1, 'x'};
  private static final byte[] NO_MESSAGE = {10, 100, 'a'};

  private final Path proto;

  ValidateProtoTest(@TempDir Path folder) throws Exception {
    proto = folder.resolve("test.proto");
    Files.writeString(proto, PROTO);
  }

  private TestGateway gateway(int port, String validate) {
    return TestGateway.start(
        """
        {"listeners": [{"host": "127.0.0.1", "port": 0}],
         "schemas": {"asks": {"proto": ["%s"]}},
         "upstreams": {"origin": {"protocol": "grpc", "endpoints": ["127.0.0.1:%d"]}},
         "routes": [
           {"match": {"grpc": "*"}, "filters": [{"validateProto": %s}], "relay": "origin"},
           {"match": {"prefix": "/"}, "filters": [{"validateProto": %s}], "transcode": "origin"}],
         "accessLog": {"enabled": false}}
        """
            .formatted(proto, port, validate, validate));
  }

  private static BadRequest.FieldViolation refused(GrpcCalls calls, byte[] message) {
    try {
      calls.unary(GrpcMethods.UNARY, message);
    } catch (StatusRuntimeException thrown) {
      com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
      assertThat(status.getCode()).isEqualTo(3);
      try {
        return status.getDetails(0).unpack(BadRequest.class).getFieldViolations(0);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("The message was not refused.");
  }

  @Test
  void aGrpcClientIsToldWhichFieldIsWrong() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin.port(), "\"asks\"");
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      BadRequest.FieldViolation name = refused(calls, SHORT_NAME);

      assertThat(name.getField()).isEqualTo("name");
      assertThat(name.getDescription()).contains("3 characters");
      assertThat(refused(calls, UNLUCKY).getDescription()).isEqualTo("not thirteen");
      assertThat(refused(calls, NESTED).getField()).isEqualTo("more[0].name");
      assertThat(calls.status(GrpcMethods.UNARY, NO_MESSAGE).getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(origin.calls()).isEmpty();
      assertThat(calls.unary(GrpcMethods.UNARY, GOOD)).isEqualTo(GOOD);
      assertThat(gateway.gateway().metrics())
          .contains("drover_filter_refused_total{filter=\"validateProto\",route=\"route-0\"} 4.0");
    }
  }

  @Test
  void anHttpClientOfATranscodedCallIsToldToo() throws Exception {
    HttpClient client = HttpClients.http1();
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin.port(), "\"asks\"")) {
      HttpResponse<String> refused =
          HttpClients.post(
              client, gateway.url("/ask"), "{\"name\": \"a\"}", "content-type", "application/json");

      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("\"field\":\"name\"");
      assertThat(origin.calls()).isEmpty();
      assertThat(
              HttpClients.post(
                      client,
                      gateway.url("/ask"),
                      "{\"name\": \"ada\"}",
                      "content-type",
                      "application/json")
                  .body())
          .isEqualTo("{\"name\":\"ada\"}");
    }
  }

  @Test
  void eachMessageOfAStreamIsLookedAt() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin.port(), "\"asks\"");
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Answers answers = new Answers();
      StreamObserver<byte[]> stream = calls.bidi(GrpcMethods.BIDI, answers);
      stream.onNext(GOOD);
      stream.onNext(GOOD);
      Eventually.await(() -> answers.all.size() == 2, Duration.ofSeconds(10), "No answers.");
      stream.onNext(SHORT_NAME);

      Eventually.await(() -> answers.thrown != null, Duration.ofSeconds(10), "No refusal.");
      assertThat(Status.fromThrowable(answers.thrown).getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(answers.all).hasSize(2);
    }
  }

  private static byte[] named(String letter, int length) {
    UnknownFieldSet.Field name =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFromUtf8(letter.repeat(length)))
            .build();
    return UnknownFieldSet.newBuilder().addField(1, name).build().toByteArray();
  }

  @Test
  void aLongMessageIsLookedAtByAWorker() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin.port(), "{\"schema\": \"asks\", \"on\": \"worker\"}");
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      TaskTelemetry jobs = gateway.gateway().tasks().telemetry();
      assertThat(calls.unary(GrpcMethods.UNARY, GOOD)).isEqualTo(GOOD);
      assertThat(jobs.counted("validateProto", "submitted")).isZero();

      byte[] large = named("a", 200_000);
      assertThat(calls.unary(GrpcMethods.UNARY, large)).isEqualTo(large);
      long looks = jobs.counted("validateProto", "done");
      assertThat(looks).isPositive();
      assertThat(refused(calls, named("A", 200_000)).getField()).isEqualTo("name");
      assertThat(jobs.counted("validateProto", "done")).isGreaterThan(looks);
      assertThat(origin.calls()).hasSize(2);
    }
  }

  /** A client of each protocol, with a message whose name is too short. */
  static List<Arguments> clients() {
    String grpcWeb = new String(GrpcFrames.frame(SHORT_NAME), StandardCharsets.ISO_8859_1);
    String text = Base64.getEncoder().encodeToString(GrpcFrames.frame(SHORT_NAME));
    String proto = new String(SHORT_NAME, StandardCharsets.ISO_8859_1);
    String json = "{\"name\": \"a\"}";
    return List.of(
        Arguments.of("gRPC-Web", "Unary", grpcWeb, "grpc-status: 3", "application/grpc-web", ""),
        Arguments.of("gRPC-Web text", "Unary", text, "", "application/grpc-web-text", ""),
        Arguments.of("Connect", "Unary", proto, "invalid_argument", "application/proto", ""),
        Arguments.of("Connect JSON", "Unary", json, "invalid_argument", "application/json", ""),
        Arguments.of(
            "Connect stream", "Bidi", grpcWeb, "invalid_argument", "application/connect+proto", ""),
        Arguments.of(
            "NDJSON",
            "Unary",
            json,
            "\"code\":3",
            "application/json",
            "application/x-ndjson, application/json"),
        Arguments.of("NDJSON stream", "Bidi", json, "\"code\":3", "application/x-ndjson", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void clientsOfOtherProtocolsAreToldToo(
      String protocol, String method, String content, String told, String type, String accept) {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = relaying(origin.port());
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer =
          calls.send(
              "POST",
              "/test.Echo/" + method,
              content.getBytes(StandardCharsets.ISO_8859_1),
              "content-type",
              type,
              "accept",
              accept.isEmpty() ? "*/*" : accept);
      String words =
          told.isEmpty()
              ? new String(Base64.getMimeDecoder().decode(answer.text()), StandardCharsets.UTF_8)
              : answer.text();

      assertThat(words).as(protocol).contains(told.isEmpty() ? "grpc-status: 3" : told);
      assertThat(origin.calls()).noneMatch(call -> call.messages() > 0);
      assertThat(gateway.gateway().metrics())
          .contains("drover_filter_refused_total{filter=\"validateProto\",route=\"route-0\"} 1.0");
    }
  }

  @Test
  void aLinkAndAWebSocketAreToldToo() {
    Vertx vertx = Vertx.vertx();
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = relaying(origin.port());
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      String link = "/test.Echo/Unary?connect=v1&encoding=json&message=%7B%22name%22%3A%22a%22%7D";
      assertThat(calls.send("GET", link, new byte[0]).text()).contains("invalid_argument");

      WebSocketClient sockets = vertx.createWebSocketClient();
      for (String method : List.of("Unary", "Bidi")) {
        WebSocket socket =
            Http2Calls.await(sockets.connect(gateway.port(), "127.0.0.1", "/test.Echo/" + method));
        List<String> texts = new CopyOnWriteArrayList<>();
        socket.textMessageHandler(texts::add);
        socket.writeTextMessage("{\"name\":\"a\"}");
        Eventually.await(socket::isClosed, Duration.ofSeconds(10), "It goes on.");
        assertThat(socket.closeStatusCode()).isEqualTo((short) 4003);
        assertThat(texts).singleElement().asString().contains("\"field\":\"name\"");
      }
      assertThat(origin.calls()).noneMatch(call -> call.messages() > 0);
    } finally {
      Http2Calls.await(vertx.close());
    }
  }

  private TestGateway relaying(int port) {
    return TestGateway.start(
        """
        {"listeners": [{"host": "127.0.0.1", "port": 0}],
         "schemas": {"asks": {"proto": ["%s"]}},
         "upstreams": {"origin": {"protocol": "grpc", "endpoints": ["127.0.0.1:%d"]}},
         "routes": [{"filters": [{"validateProto": "asks"}], "relay": "origin"}],
         "accessLog": {"enabled": false}}
        """
            .formatted(proto, port));
  }

  private static final class Answers implements StreamObserver<byte[]> {
    final List<byte[]> all = new CopyOnWriteArrayList<>();
    volatile @Nullable Throwable thrown;

    @Override
    public void onNext(byte[] message) {
      all.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      thrown = failure;
    }

    @Override
    public void onCompleted() {}
  }

  @Test
  void whatCannotBeLookedAtIsRefused() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            gateway(origin.port(), "{\"schema\": \"asks\", \"bytes\": \"100B\"}");
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status(GrpcMethods.SERVER_STREAM, GOOD).getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(calls.status(GrpcMethods.UNARY, Bytes.random(101, 1)).getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(
              calls
                  .status(GrpcMethods.UNARY, GOOD, CallOptions.DEFAULT.withCompression("gzip"))
                  .getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(origin.calls()).isEmpty();
    }
  }

  @Test
  void methodsThatAreNotKnownMayPass() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin.port(), "{\"schema\": \"asks\", \"others\": true}");
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.serverStream(GrpcMethods.SERVER_STREAM, GOOD)).hasSize(GOOD.length);
    }
  }

  @Test
  void aSchemaThatIsNotThereKeepsTheGatewayFromStarting() {
    assertThatThrownBy(() -> gateway(1, "\"other\"").close())
        .hasStackTraceContaining("/routes/0/filters/0/validateProto");
  }
}
