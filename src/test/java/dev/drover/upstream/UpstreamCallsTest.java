package dev.drover.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.status.GrpcCode;
import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.OriginStream;
import dev.drover.testing.RawOrigin;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class UpstreamCallsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static void fails(Http2Origin.Script script, GrpcCode code, String text) {
    try (Http2Origin origin = Http2Origin.start(script);
        TestUpstream upstream = new TestUpstream(origin.port())) {
      assertFails(upstream, code).hasMessageContaining(text);
    }
  }

  private static AbstractThrowableAssert<?, ?> assertFails(TestUpstream upstream, GrpcCode code) {
    return assertThatThrownBy(() -> upstream.call("/a.B/C", new byte[1], LONG))
        .isInstanceOfSatisfying(
            CallFailed.class, failed -> assertThat(failed.code()).isEqualTo(code));
  }

  @Test
  void callsARealServer() {
    byte[] message = Bytes.random(300_000, 1);
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestUpstream upstream = new TestUpstream(origin.port())) {
      assertThat(upstream.call("/" + GrpcMethods.UNARY, message, LONG)).isEqualTo(message);
      assertThat(upstream.call("/" + GrpcMethods.BIDI, new byte[0], LONG)).isEmpty();
      assertThat(upstream.call("/" + GrpcMethods.UNARY, message, LONG)).isEqualTo(message);

      assertThat(origin.connections()).isEqualTo(1);
      assertThat(upstream.telemetry.scrape())
          .contains("grpc_client_handled_total{grpc_code=\"OK\",grpc_method=\"Unary\"")
          .doesNotContain("grpc_server_handled_total{");
    }
  }

  @Test
  void sendsWhatGrpcAsksFor() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.reply(new byte[] {1});
                });
        TestUpstream upstream = new TestUpstream(origin.port())) {
      upstream.call("/a.B/C", new byte[] {7}, Duration.ofSeconds(2));

      OriginStream stream = origin.awaitStream(1);
      assertThat(stream.header(":method")).hasValue("POST");
      assertThat(stream.header(":path")).hasValue("/a.B/C");
      assertThat(stream.header(":authority")).hasValue("127.0.0.1:" + origin.port());
      assertThat(stream.header("content-type")).hasValue("application/grpc");
      assertThat(stream.header("te")).hasValue("trailers");
      assertThat(stream.header("grpc-timeout")).hasValue("2000000u");
      assertThat(GrpcFrames.messages(stream.body())).containsExactly(new byte[] {7});
    }
  }

  @Test
  void aStatusIsAFailureWithItsCodeAndMessage() {
    fails(
        stream -> stream.trailersOnly(12, "no%20such m%C3%A9thod"),
        GrpcCode.UNIMPLEMENTED,
        "UNIMPLEMENTED: no such méthod");
    fails(
        stream -> {
          stream.grpcHeaders();
          stream.message(new byte[1]);
          stream.status(7);
        },
        GrpcCode.PERMISSION_DENIED,
        "PERMISSION_DENIED");
  }

  @Test
  void anAnswerThatIsNotGrpcIsMappedByItsHttpStatus() {
    fails(stream -> stream.headersOnly(503), GrpcCode.UNAVAILABLE, "HTTP status 503");
    fails(stream -> stream.headersOnly(404), GrpcCode.UNIMPLEMENTED, "HTTP status 404");
    fails(
        stream -> {
          stream.headers(200, "content-type", "text/html");
          stream.data(new byte[100], true);
        },
        GrpcCode.UNKNOWN,
        "HTTP status 200");
  }

  @Test
  void exactlyOneWholeMessageIsAnAnswer() {
    fails(
        stream -> {
          stream.grpcHeaders();
          stream.status(0);
        },
        GrpcCode.INTERNAL,
        "without a whole message");
    fails(
        stream -> {
          stream.grpcHeaders();
          stream.data(new byte[] {0, 0, 0, 0, 9, 1}, false);
          stream.status(0);
        },
        GrpcCode.INTERNAL,
        "without a whole message");
    fails(
        stream -> {
          stream.grpcHeaders();
          stream.data(new byte[] {0, 0, 0, 0, 1, 1}, true);
        },
        GrpcCode.INTERNAL,
        "without a status");
  }

  @Test
  void aServerThatDoesNotStopIsCutOff() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.grpcHeaders();
                  while (true) {
                    stream.send(GrpcFrames.frame(new byte[100]));
                  }
                });
        TestUpstream upstream = new TestUpstream(origin.port())) {
      assertFails(upstream, GrpcCode.INTERNAL).hasMessageContaining("more than one message");
      OriginStream stream = origin.awaitStream(1);
      assertThat(stream.awaitReset()).isEqualTo(8);
    }
  }

  @Test
  void aMessageThatIsTooLargeIsNotTaken() {
    fails(
        stream -> {
          stream.grpcHeaders();
          stream.data(new byte[] {0, 1, 0, 0, 0}, false);
        },
        GrpcCode.RESOURCE_EXHAUSTED,
        "16777216 bytes; 1048576 are allowed");
  }

  @Test
  void aSilentServerIsGivenUp() {
    try (Http2Origin origin = Http2Origin.start(OriginStream::awaitEnd);
        TestUpstream upstream = new TestUpstream(origin.port())) {
      assertThatThrownBy(() -> upstream.call("/a.B/C", new byte[1], Duration.ofMillis(100)))
          .isInstanceOfSatisfying(
              CallFailed.class,
              failed -> assertThat(failed.code()).isEqualTo(GrpcCode.DEADLINE_EXCEEDED))
          .hasMessageContaining("no answer has come within 100 ms");
      assertThat(origin.awaitStream(1).awaitReset()).isEqualTo(8);
    }
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    int port = RawOrigin.refusedPort();
    try (TestUpstream upstream = new TestUpstream(port)) {
      assertFails(upstream, GrpcCode.UNAVAILABLE).hasMessageContaining("127.0.0.1:" + port);
    }
  }

  @Test
  void aServerThatBreaksOffIsAFailure() {
    fails(
        stream -> {
          stream.grpcHeaders();
          stream.message(new byte[1]);
          stream.rst(2);
        },
        GrpcCode.INTERNAL,
        "broke off its answer");
  }

  @Test
  void isSentAgainWhenItWasRefusedUnprocessed() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  if (stream.id() == 1) {
                    stream.rst(7);
                  } else {
                    stream.awaitEnd();
                    stream.reply(stream.body());
                  }
                });
        TestUpstream upstream = new TestUpstream(origin.port())) {
      byte[] answer = upstream.call("/a.B/C", new byte[] {4, 2}, LONG);

      assertThat(GrpcFrames.messages(answer)).containsExactly(new byte[] {4, 2});
      assertThat(origin.streams()).hasSize(2);
    }
  }

  @Test
  void givesItsConnectionBack() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestUpstream upstream = new TestUpstream(origin.port())) {
      upstream.call("/" + GrpcMethods.UNARY, new byte[1], LONG);
      Eventually.await(
          () -> upstream.upstream.endpoints().get(0).inFlight() == 0,
          Duration.ofSeconds(5),
          "The call still holds its connection.");
      Eventually.await(
          () -> upstream.wheel.armed() <= 3,
          Duration.ofSeconds(5),
          "More is armed than the sweep, the ping and the look at how calls end.");
    }
  }
}
