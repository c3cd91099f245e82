package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.OriginStream;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that fails never looks as if it had answered, and its failure is nobody else's. */
@ExtendWith(NoLeaks.class)
class UpstreamFailureTest {
  private static final String CALL = "a.B/C";
  private static final long SLACK_MILLIS = 3_000;

  /** How an HTTP/2 origin ends in the middle of its answer. */
  enum Http2End {
    RST_NO_ERROR,
    RST_PROTOCOL_ERROR,
    RST_INTERNAL_ERROR,
    RST_FLOW_CONTROL_ERROR,
    RST_SETTINGS_TIMEOUT,
    RST_STREAM_CLOSED,
    RST_FRAME_SIZE_ERROR,
    RST_REFUSED_STREAM,
    RST_CANCEL,
    RST_COMPRESSION_ERROR,
    RST_CONNECT_ERROR,
    RST_ENHANCE_YOUR_CALM,
    RST_INADEQUATE_SECURITY,
    RST_HTTP_1_1_REQUIRED,
    RST_UNKNOWN,
    FIN,
    TCP_RESET,
    GOAWAY_AND_CLOSE,
    GARBAGE;

    void of(OriginStream stream) {
      switch (this) {
        case FIN -> stream.connection().fin();
        case TCP_RESET -> stream.connection().reset();
        case GOAWAY_AND_CLOSE -> {
          stream.connection().goAway(stream.id(), 2);
          stream.connection().fin();
        }
        case GARBAGE -> stream.connection().raw(new byte[64]);
        case RST_UNKNOWN -> stream.rst(4_242);
        case RST_NO_ERROR,
            RST_PROTOCOL_ERROR,
            RST_INTERNAL_ERROR,
            RST_FLOW_CONTROL_ERROR,
            RST_SETTINGS_TIMEOUT,
            RST_STREAM_CLOSED,
            RST_FRAME_SIZE_ERROR,
            RST_REFUSED_STREAM,
            RST_CANCEL,
            RST_COMPRESSION_ERROR,
            RST_CONNECT_ERROR,
            RST_ENHANCE_YOUR_CALM,
            RST_INADEQUATE_SECURITY,
            RST_HTTP_1_1_REQUIRED ->
            stream.rst(ordinal());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Http2End.class)
  void aGrpcAnswerThatBreaksOffNeverLooksWhole(Http2End end) {
    try (Http2Origin origin = breaking(end);
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port());
        GrpcCalls grpc = GrpcCalls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.grpc(CALL, new byte[0]);
      assertThat(!answer.whole() || answer.grpcStatus() > 0).as("%s", answer).isTrue();
      assertThat(answer.grpcStatus()).as("%s", answer).isNotZero();

      Status status = grpc.status(CALL, new byte[0]);
      assertThat(status.isOk()).as("%s", status).isFalse();
      assertThat(status.getCode())
          .as("not one that means the call had no effect: %s", status)
          .isNotEqualTo(Status.Code.UNAVAILABLE);
      assertThat(origin.streams()).as("not sent again").hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Http2End.class)
  void anHttpAnswerThatBreaksOffNeverLooksWhole(Http2End end) throws Exception {
    try (Http2Origin origin = breaking(end);
        TestGateway gateway = TestConfig.http2(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port());
        RawClient client = RawClient.connect(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/a", new byte[0]);
      assertThat(answer.whole()).as("%s", answer).isFalse();

      assertThatThrownBy(() -> client.get("/a")).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"length fin", "length reset", "chunk fin", "chunk reset", "chunks fin"})
  void anHttp1AnswerThatBreaksOffNeverLooksWhole(String how) throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  if (how.startsWith("length")) {
                    connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
                  } else {
                    connection.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                    connection.write(how.startsWith("chunks") ? "4\r\nhalf\r\n" : "40\r\nhalf");
                  }
                  if (how.endsWith("reset")) {
                    connection.pause(Duration.ofMillis(200)); // a reset overtakes what was written
                    connection.reset();
                  }
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port());
        RawClient client = RawClient.connect(gateway.port())) {
      assertThatThrownBy(() -> client.get("/a")).isInstanceOf(IOException.class);

      Http2Calls.Answer answer = calls.send("GET", "/a", new byte[0]);
      assertThat(answer.whole()).as("%s", answer).isFalse();
      assertThat(answer.text()).isEqualTo("half");
    }
  }

  @Test
  void anAnswerThatEndsWithItsConnectionIsWhole() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall of it");
                });
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      assertThat(HttpClients.get(HttpClients.http1(), gateway.url("/")).body())
          .isEqualTo("all of it");
    }
  }

  @Test
  void aGrpcAnswerWithoutAStatusIsAFailure() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.grpcHeaders();
                  stream.data(GrpcFrames.frame(Bytes.of("m")), true);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port());
        GrpcCalls grpc = GrpcCalls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.grpc(CALL, new byte[0]);

      assertThat(!answer.whole() || answer.grpcStatus() > 0).as("%s", answer).isTrue();
      assertThat(grpc.status(CALL, new byte[0]).isOk()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOriginThatClosesBeforeItsAnswerIsUnavailable(boolean reset) throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  if (reset) {
                    connection.reset();
                  }
                });
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      HttpResponse<String> response =
          HttpClients.post(HttpClients.http1(), gateway.url("/"), "content");

      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(response.headers().firstValue("content-type"))
          .contains("application/problem+json");
      assertThat(response.body()).doesNotContain("127.0.0.1").doesNotContain("Exception");
      assertThat(origin.requests()).as("a POST is not sent again").hasSize(1);
    }
  }

  @Test
  void aRefusedConnectionIsUnavailableAtOnce() throws Exception {
    int port = RawOrigin.refusedPort();
    try (TestGateway gateway = TestConfig.grpc(port).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      calls.status(CALL, new byte[0]); // connects
      long start = System.nanoTime();
      Status status = calls.status(CALL, new byte[0]);

      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).doesNotContain("127.0.0.1").doesNotContain("" + port);
      assertThat(millisSince(start)).isLessThan(SLACK_MILLIS);
    }
    try (TestGateway gateway = TestConfig.http(port).start()) {
      assertThat(HttpClients.get(HttpClients.http1(), gateway.url("/")).statusCode())
          .isEqualTo(502);
    }
  }

  @Test
  void anAnswerThatIsNoHttpIsABadGateway() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write("220 mail.example.com ESMTP\r\n\r\n");
                  connection.stall();
                });
        TestGateway gateway = TestConfig.http(origin.port()).route("timeout", "10s").start();
        RawClient client = RawClient.connect(gateway.port())) {
      RawMessage answer = client.get("/");

      assertThat(answer.status()).isEqualTo(502);
    }
  }

  @Test
  void theOriginsFailureLeavesTheClientsConnectionAsItWas() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  if (stream.header(":path").orElse("").endsWith("/Break")) {
                    stream.grpcHeaders();
                    stream.rst(2);
                  } else {
                    stream.reply(Bytes.of("ok"));
                  }
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      byte[] body = GrpcFrames.frame(new byte[0]);
      List<Future<Http2Calls.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String path = i % 2 == 0 ? "/a.B/Break" : "/a.B/Go";
        answers.add(calls.start("POST", path, body, "content-type", "application/grpc"));
      }
      for (int i = 0; i < 100; i++) {
        Http2Calls.Answer answer = Http2Calls.await(answers.get(i));
        assertThat(answer.whole() && answer.grpcStatus() == 0)
            .as("%s", answer)
            .isEqualTo(i % 2 == 1);
      }
      assertThat(origin.connections()).hasSize(1);
    }
  }

  /** Two messages and half of a third, and then that end. */
  private static Http2Origin breaking(Http2End end) {
    return Http2Origin.start(
        stream -> {
          stream.awaitEnd();
          stream.headers(200, "content-type", "application/grpc");
          stream.data(GrpcFrames.frames(Bytes.of("1"), Bytes.of("2")), false);
          stream.data(new byte[] {0, 0, 0, 0, 9, 'h', 'a'}, false).await();
          end.of(stream);
        });
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
