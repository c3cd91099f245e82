package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Collected;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.OriginStream;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Base64;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class GrpcRelayTest {
  private static final String CALL = "a.B/C";

  @Test
  void streamsWithoutMessagesAndEmptyMessagesPass() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.unary(GrpcMethods.UNARY, new byte[0])).isEmpty();
      assertThat(calls.serverStream(GrpcMethods.SERVER_STREAM, new byte[0])).isEmpty();
      Collected nothing = new Collected();
      calls.bidi(GrpcMethods.BIDI, nothing).onCompleted();
      assertThat(nothing.awaitStatus()).isEqualTo(Status.OK);
      assertThat(nothing.messages()).isEmpty();
    }
  }

  @Test
  void metadataPassesTowardsTheOrigin() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Metadata sent = new Metadata();
      sent.put(GrpcMethods.ascii("x-text"), "one");
      sent.put(GrpcMethods.ascii("x-text"), "two, three");
      sent.put(GrpcMethods.binary("x-data-bin"), new byte[] {0, 1, (byte) 0xFF});
      sent.put(GrpcMethods.binary("x-data-bin"), new byte[0]);

      calls.unary(GrpcMethods.UNARY, new byte[0], CallOptions.DEFAULT, sent);

      Metadata received = origin.calls().get(0).headers();
      assertThat(received.getAll(GrpcMethods.ascii("x-text"))).containsExactly("one", "two, three");
      assertThat(received.getAll(GrpcMethods.binary("x-data-bin")))
          .containsExactly(new byte[] {0, 1, (byte) 0xFF}, new byte[0]);
    }
  }

  @Test
  void metadataPassesTowardsTheClientInHeadersAndTrailers() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.grpcHeaders("x-a", "1", "x-a", "2", "x-a-bin", "AAEC");
                  stream.message(Bytes.of("m"));
                  stream.status(0, "x-b", "3", "x-b", "4", "x-b-bin", "/w==");
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      calls.unary(CALL, new byte[0]);

      assertThat(calls.headers().getAll(GrpcMethods.ascii("x-a"))).containsExactly("1", "2");
      assertThat(calls.headers().get(GrpcMethods.binary("x-a-bin"))).containsExactly(0, 1, 2);
      assertThat(calls.trailers().getAll(GrpcMethods.ascii("x-b"))).containsExactly("3", "4");
      assertThat(calls.trailers().get(GrpcMethods.binary("x-b-bin"))).containsExactly(0xFF);
      assertThat(calls.headers().containsKey(GrpcMethods.ascii("x-b"))).isFalse();
    }
  }

  @Test
  void theOriginIsToldWhatGrpcAsksFor() {
    try (Http2Origin origin = replying(Bytes.of("m"));
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      calls.unary(CALL, new byte[0]);

      OriginStream stream = origin.awaitStream(1);
      assertThat(stream.header(":method")).contains("POST");
      assertThat(stream.header(":scheme")).contains("http");
      assertThat(stream.header(":path")).contains("/a.B/C");
      assertThat(stream.header(":authority")).contains("127.0.0.1:" + gateway.port());
      assertThat(stream.header("te")).contains("trailers");
      assertThat(stream.header("content-type")).contains("application/grpc");
      assertThat(stream.header("user-agent").orElse("")).startsWith("grpc-java");
      assertThat(stream.header("grpc-timeout")).isEmpty();
    }
  }

  @Test
  void trailersOnlyStaysASingleFrame() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.trailersOnly(5, "not here");
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls raw = Http2Calls.to(gateway.port());
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Status status = calls.status(CALL, new byte[0]);
      assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(status.getDescription()).isEqualTo("not here");

      Http2Calls.Answer answer = raw.grpc(CALL, new byte[0]);
      assertThat(answer.headers().get("grpc-status")).isEqualTo("5");
      assertThat(answer.trailers().isEmpty()).isTrue();
      assertThat(answer.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "100 % größer 🚪\n\ttab", "", "a%20b"})
  void messagesOfAStatusPassInEveryAlphabet(String text) {
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .unary(
                    CALL,
                    (request, response) ->
                        response.onError(Status.ABORTED.withDescription(text).asRuntimeException()))
                .start();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Status status = calls.status(CALL, new byte[0]);

      assertThat(status.getCode()).isEqualTo(Status.Code.ABORTED);
      assertThat(status.getDescription() == null ? "" : status.getDescription()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLongMessageAndItsDetailsPassWhole(boolean trailersOnly) {
    String message = "m".repeat(7 << 10);
    String details = Base64.getEncoder().withoutPadding().encodeToString(Bytes.random(4 << 10, 1));
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  String[] rest = {"grpc-message", message, "grpc-status-details-bin", details};
                  if (trailersOnly) {
                    stream.headersOnly(
                        200,
                        "content-type",
                        "application/grpc",
                        "grpc-status",
                        "9",
                        rest[0],
                        rest[1],
                        rest[2],
                        rest[3]);
                  } else {
                    stream.grpcHeaders();
                    stream.status(9, rest);
                  }
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls =
            GrpcCalls.of(GrpcCalls.builder(gateway.port()).maxInboundMetadataSize(64 << 10))) {
      StatusRuntimeException failure =
          Assertions.catchThrowableOfType(
              StatusRuntimeException.class, () -> calls.unary(CALL, new byte[0]));

      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(failure.getStatus().getDescription()).isEqualTo(message);
      Metadata trailers = Status.trailersFromThrowable(failure);
      assertThat(trailers).isNotNull();
      assertThat(trailers.get(GrpcMethods.binary("grpc-status-details-bin")))
          .isEqualTo(Bytes.random(4 << 10, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 20, 20 << 20})
  void messagesOfAnySizePassBothWays(int size) {
    byte[] message = Bytes.random(size, 1);
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).route("bodyBytes", "64MiB").start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      byte[] echoed = calls.unary(GrpcMethods.UNARY, message);

      assertThat(echoed.length).isEqualTo(size);
      assertThat(Bytes.sum(echoed)).isEqualTo(Bytes.sum(message));
    }
  }

  @Test
  void compressedMessagesPassUntouched() {
    byte[] zipped = Bytes.gzip(Bytes.of("answer".repeat(100)));
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.grpcHeaders("grpc-encoding", "gzip");
                  stream.data(GrpcFrames.frame(1, zipped), false);
                  stream.status(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls raw = Http2Calls.to(gateway.port());
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      byte[] answer =
          calls.unary(
              CALL,
              Bytes.of("q".repeat(1000)),
              CallOptions.DEFAULT.withCompression("gzip"),
              new Metadata());
      assertThat(Bytes.text(answer)).isEqualTo("answer".repeat(100));
      OriginStream stream = origin.awaitStream(1);
      assertThat(stream.header("grpc-encoding")).contains("gzip");
      assertThat(stream.header("grpc-accept-encoding").orElse("")).contains("gzip");
      assertThat(stream.body()[0]).as("flag of compression").isEqualTo((byte) 1);
      assertThat(stream.body().length).isLessThan(100);

      assertThat(raw.grpc(CALL, new byte[0]).body()).isEqualTo(GrpcFrames.frame(1, zipped));
    }
  }

  @Test
  void anEncodingNobodyKnowsPassesUntouched() {
    byte[] frame = GrpcFrames.frame(1, Bytes.random(100, 2));
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  byte[] body = stream.awaitEnd();
                  stream.grpcHeaders(
                      "grpc-encoding", stream.header("grpc-encoding").orElse("none"));
                  stream.data(body, false);
                  stream.status(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls raw = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer =
          raw.send(
              "POST",
              "/a.B/C",
              frame,
              "content-type",
              "application/grpc",
              "te",
              "trailers",
              "grpc-encoding",
              "x-own");

      assertThat(answer.headers().get("grpc-encoding")).isEqualTo("x-own");
      assertThat(answer.body()).isEqualTo(frame);
      assertThat(answer.grpcStatus()).isZero();
    }
  }

  @Test
  void aFailureInMidStreamComesAfterWhatWasSent() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.grpcHeaders();
                  stream.message(Bytes.of("1"));
                  stream.message(Bytes.of("2"));
                  stream.status(15, "grpc-message", "lost");
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Collected answer = new Collected();
      calls.bidi(CALL, answer).onCompleted();

      assertThat(answer.awaitStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS);
      assertThat(answer.awaitStatus().getDescription()).isEqualTo("lost");
      assertThat(answer.messages()).containsExactly(Bytes.of("1"), Bytes.of("2"));
    }
  }

  @Test
  void theOriginMayAnswerInFullBeforeTheRequestHasEnded() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.nextMessage();
                  stream.reply(Bytes.of("enough"));
                  stream.rst(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Collected answer = new Collected();
      StreamObserver<byte[]> request = calls.clientStream(CALL, answer);
      request.onNext(Bytes.of("1"));

      assertThat(answer.awaitStatus()).isEqualTo(Status.OK);
      assertThat(answer.messages()).containsExactly(Bytes.of("enough"));
    }
  }

  @Test
  void headersReachTheClientBeforeTheFirstMessage() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.grpcHeaders("x-early", "yes");
                  stream.awaitEnd();
                  stream.message(Bytes.of("m"));
                  stream.status(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Collected answer = new Collected();
      StreamObserver<byte[]> request = calls.bidi(CALL, answer);

      dev.drover.testing.Eventually.await(
          () -> calls.headers().containsKey(GrpcMethods.ascii("x-early")),
          java.time.Duration.ofSeconds(5),
          "The headers did not come before the first message.");
      request.onCompleted();
      assertThat(answer.awaitStatus()).isEqualTo(Status.OK);
    }
  }

  @Test
  void theEndOfTheRequestReachesTheOriginWhileItAnswers() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.grpcHeaders();
                  while (stream.nextMessage().isPresent()) {
                    stream.message(Bytes.of("more"));
                  }
                  stream.message(Bytes.of("end"));
                  stream.status(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Collected answer = new Collected();
      StreamObserver<byte[]> request = calls.bidi(CALL, answer);
      request.onNext(Bytes.of("1"));
      answer.await(1);
      assertThat(origin.awaitStream(1).ended()).isFalse();
      request.onCompleted();

      assertThat(answer.awaitStatus()).isEqualTo(Status.OK);
      assertThat(Bytes.text(answer.await(2).get(1))).isEqualTo("end");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, INTERNAL", "401, UNAUTHENTICATED", "403, PERMISSION_DENIED", "404, UNIMPLEMENTED",
    "429, UNAVAILABLE", "502, UNAVAILABLE", "503, UNAVAILABLE", "504, UNAVAILABLE",
    "500, UNKNOWN", "200, UNKNOWN"
  })
  void aPlainHttpAnswerBecomesAStatus(int http, Status.Code code) {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.headers(http, "content-type", "text/html");
                  stream.data(Bytes.of("<h1>no</h1>"), true);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status(CALL, new byte[0]).getCode()).isEqualTo(code);
    }
  }

  @Test
  void aMethodWithoutARouteIsUnimplemented() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .route("match", new io.vertx.core.json.JsonObject().put("grpc", "test.Echo/*"))
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status("other.Service/Call", new byte[0]).getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(calls.status(GrpcMethods.UNARY, new byte[0]).isOk()).isTrue();
      assertThat(origin.calls()).hasSize(1);
    }
  }

  private static Http2Origin replying(byte[] message) {
    return Http2Origin.start(
        stream -> {
          stream.awaitEnd();
          stream.reply(message);
        });
  }
}
