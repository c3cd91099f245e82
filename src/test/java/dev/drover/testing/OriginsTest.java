package dev.drover.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tools themselves, without a gateway between: what they claim to do, they do. */
@ExtendWith(NoLeaks.class)
class OriginsTest {
  @Test
  void rawOriginAnswersAndRecords() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"))) {
      HttpClient client = HttpClients.http1();
      String url = "http://127.0.0.1:" + origin.port() + "/a?b=c";

      assertThat(HttpClients.get(client, url, "x-one", "1").body()).isEqualTo("hello");
      assertThat(HttpClients.post(client, url, "content").statusCode()).isEqualTo(200);

      assertThat(origin.requests()).hasSize(2);
      assertThat(origin.requests().get(0).target()).isEqualTo("/a?b=c");
      assertThat(origin.requests().get(0).header("X-One")).contains("1");
      assertThat(origin.requests().get(1).text()).isEqualTo("content");
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(origin.maxConcurrent()).isEqualTo(1);
    }
  }

  @Test
  void rawOriginReadsChunksAndTrailers() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        RawClient client = RawClient.connect(origin.port())) {
      client.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
      client.chunk("one");
      client.chunk("two");
      client.write("0\r\nx-sum: 6\r\n\r\n");

      assertThat(client.readMessage().text()).isEqualTo("ok");
      assertThat(origin.awaitRequest(1).text()).isEqualTo("onetwo");
      assertThat(origin.awaitRequest(1).trailer("x-sum")).contains("6");
    }
  }

  @Test
  void rawOriginResets() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345");
                  connection.reset();
                });
        RawClient client = RawClient.connect(origin.port())) {
      assertThatThrownBy(() -> client.get("/")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPortIsRefused() {
    assertThatThrownBy(() -> RawClient.connect(RawOrigin.refusedPort()).close())
        .hasMessageContaining("refused");
  }

  @Test
  void grpcOriginHasAllFourKinds() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        GrpcCalls calls = GrpcCalls.to(origin.port())) {
      assertThat(calls.unary(GrpcMethods.UNARY, bytes("a"))).isEqualTo(bytes("a"));
      assertThat(calls.serverStream(GrpcMethods.SERVER_STREAM, bytes("abc")))
          .containsExactly(bytes("a"), bytes("b"), bytes("c"));
      Collected joined = new Collected();
      StreamObserver<byte[]> parts = calls.clientStream(GrpcMethods.CLIENT_STREAM, joined);
      parts.onNext(bytes("a"));
      parts.onNext(bytes("b"));
      parts.onCompleted();
      assertThat(joined.await(1)).containsExactly(bytes("ab"));
      Collected echoed = new Collected();
      StreamObserver<byte[]> pings = calls.bidi(GrpcMethods.BIDI, echoed);
      pings.onNext(bytes("x"));
      echoed.await(1);
      pings.onCompleted();
      assertThat(echoed.awaitStatus()).isEqualTo(Status.OK);

      assertThat(origin.calls()).hasSize(4);
      Eventually.await( // the client may know before the origin does
          () -> origin.calls().stream().allMatch(GrpcRecorder.Call::completed),
          Duration.ofSeconds(5),
          "Not every call was completed at the origin.");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void grpcOriginSeesDeadlinesAndCancellation() {
    try (GrpcOrigin origin = GrpcOrigin.builder().unary("a.B/Never", (q, a) -> {}).start();
        GrpcCalls calls = GrpcCalls.to(origin.port())) {
      CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS);

      assertThat(calls.status("a.B/Never", bytes("a"), soon).getCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);

      GrpcRecorder.Call call = origin.calls().get(0);
      Eventually.await(call::cancelled, Duration.ofSeconds(5), "The origin saw no cancellation.");
      assertThat(call.timeout().orElseThrow())
          .isBetween(Duration.ofMillis(1), Duration.ofMillis(300));
    }
  }

  @Test
  void http2OriginSpeaksGrpc() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.grpcHeaders("x-head", "1");
                  stream.message(stream.nextMessage().orElseThrow());
                  stream.status(5, "grpc-message", "gone");
                });
        GrpcCalls calls = GrpcCalls.to(origin.port())) {
      Collected answer = new Collected();
      calls.bidi("a.B/C", answer).onNext(bytes("a"));

      assertThat(answer.await(1)).containsExactly(bytes("a"));
      assertThat(answer.awaitStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(origin.awaitStream(1).header(":path")).contains("/a.B/C");
    }
  }

  @Test
  void http2OriginResetsAndSeesResets() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.grpcHeaders();
                  stream.awaitEnd();
                  if (stream.body().length > 5) {
                    stream.rst(0xb);
                  }
                });
        GrpcCalls calls = GrpcCalls.to(origin.port())) {
      assertThat(calls.status("a.B/C", bytes("a")).getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

      Collected answer = new Collected();
      calls.bidi("a.B/C", answer);
      OriginStream second = origin.awaitStream(2);
      answer.cancel();
      assertThat(second.awaitReset()).isEqualTo(8);
    }
  }

  @Test
  void http2OriginGoesAwayGracefully() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.connection().goAway(stream.id(), 0);
                  stream.reply(bytes("ok"));
                });
        GrpcCalls calls = GrpcCalls.to(origin.port())) {
      for (int i = 0; i < 5; i++) {
        assertThat(calls.unary("a.B/C", bytes("a"))).isEqualTo(bytes("ok"));
      }
      assertThat(origin.connections()).hasSize(5);
    }
  }

  @Test
  void http2OriginStopsReading() throws Exception {
    try (Http2Origin origin =
            Http2Origin.stalled(
                stream -> {
                  stream.grpcHeaders();
                  stream.awaitBytes(60_000);
                });
        GrpcCalls calls = GrpcCalls.to(origin.port())) {
      StreamObserver<byte[]> request = calls.bidi("a.B/C", new Collected());
      for (int i = 0; i < 100; i++) {
        request.onNext(new byte[10_000]);
      }
      OriginStream stream = origin.awaitStream(1);
      Eventually.holds(
          () -> stream.received() <= 65_535, Duration.ofMillis(200), "The window was passed.");
      stream.resumeReading();
      Eventually.await(
          () -> stream.received() == 1_000_500,
          Duration.ofSeconds(5),
          () -> "" + stream.received());
    }
  }

  @Test
  void grpcFramesAreCutApart() {
    assertThat(GrpcFrames.messages(GrpcFrames.frames(bytes("a"), bytes(""), bytes("bcd"))))
        .containsExactly(bytes("a"), bytes(""), bytes("bcd"));
    assertThatThrownBy(() -> GrpcFrames.messages(List.of(new byte[7]).get(0)))
        .isInstanceOf(AssertionError.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
