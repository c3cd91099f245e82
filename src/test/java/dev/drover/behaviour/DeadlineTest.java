package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.OriginStream;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class DeadlineTest {
  private static final String CALL = "a.B/C";
  private static final int DEADLINE_EXCEEDED = 4;
  private static final long CANCEL = 8;

  /** What a busy machine may add, in milliseconds; without a timeout, all of this takes 20 s. */
  private static final long SLACK = 3_000;

  @Test
  void aGrpcTimeoutEndsTheCallOnTimeAndResetsTheOrigin() {
    try (Http2Origin origin = Http2Origin.start(OriginStream::awaitReset);
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      calls.grpc(CALL, new byte[0], "grpc-timeout", "50m"); // connects

      long start = System.nanoTime();
      Http2Calls.Answer answer = calls.grpc(CALL, new byte[0], "grpc-timeout", "300m");

      assertThat(answer.grpcStatus()).isEqualTo(DEADLINE_EXCEEDED);
      assertThat(millisSince(start)).isBetween(300L, 300L + SLACK);
      assertThat(origin.awaitStream(2).awaitReset()).isEqualTo(CANCEL);
      assertThat(origin.connections()).hasSize(1);
    }
  }

  @Test
  void aTimeoutOfTheRouteEndsACallThatHasNone() {
    try (Http2Origin origin = Http2Origin.start(OriginStream::awaitReset);
        TestGateway gateway = TestConfig.grpc(origin.port()).route("timeout", "250ms").start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      long start = System.nanoTime();
      Http2Calls.Answer answer = calls.grpc(CALL, new byte[0]);

      assertThat(answer.grpcStatus()).isEqualTo(DEADLINE_EXCEEDED);
      assertThat(millisSince(start)).isBetween(250L, 250L + SLACK);
      assertThat(timeoutMillis(origin.awaitStream(1))).isBetween(1L, 250L);
      assertThat(origin.awaitStream(1).awaitReset()).isEqualTo(CANCEL);
    }
  }

  @Test
  void theSmallerTimeoutWins() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.reply(Bytes.of("m"));
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).route("timeout", "2s").start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      calls.grpc(CALL, new byte[0], "grpc-timeout", "500m");
      calls.grpc(CALL, new byte[0], "grpc-timeout", "1H");

      assertThat(timeoutMillis(origin.awaitStream(1))).isBetween(1L, 500L);
      assertThat(timeoutMillis(origin.awaitStream(2))).isBetween(501L, 2_000L);
    }
  }

  @Test
  void aStreamUnderWayEndsWithItsDeadline() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.grpcHeaders();
                  stream.message(Bytes.of("1"));
                  stream.awaitReset();
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.grpc(CALL, new byte[0], "grpc-timeout", "300m");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.trailers().get("grpc-status")).isEqualTo("" + DEADLINE_EXCEEDED);
      assertThat(answer.body()).hasSize(6);
      assertThat(origin.awaitStream(1).awaitReset()).isEqualTo(CANCEL);
    }
  }

  @Test
  void anHttpClientIsToldOfTheTimeoutOfTheRoute() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.awaitEnd();
                });
        TestGateway gateway = TestConfig.http(origin.port()).route("timeout", "250ms").start()) {
      long start = System.nanoTime();
      HttpResponse<String> response = HttpClients.get(HttpClients.http1(), gateway.url("/slow"));

      assertThat(response.statusCode()).isEqualTo(504);
      assertThat(response.headers().firstValue("content-type"))
          .contains("application/problem+json");
      assertThat(millisSince(start)).isBetween(250L, 250L + SLACK);
      Eventually.await(
          () -> origin.open() == 0, Duration.ofSeconds(5), "The origin still works for nobody.");
    }
  }

  @Test
  void aTimeoutCountsWhileTheRequestWaitsForAConnection() {
    try (Http2Origin origin =
            Http2Origin.start(
                1,
                stream -> {
                  stream.awaitEnd();
                  stream.awaitReset();
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).pool("connections", 1).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      byte[] message = dev.drover.testing.GrpcFrames.frame(new byte[0]);
      var first =
          calls.start(
              "POST",
              "/a.B/C",
              message,
              "content-type",
              "application/grpc",
              "grpc-timeout",
              "800m");
      origin.awaitStream(1);

      long start = System.nanoTime();
      Http2Calls.Answer second = calls.grpc(CALL, new byte[0], "grpc-timeout", "200m");
      assertThat(second.grpcStatus()).isEqualTo(DEADLINE_EXCEEDED);
      assertThat(millisSince(start)).isBetween(200L, 200L + SLACK);
      assertThat(Http2Calls.await(first).grpcStatus()).isEqualTo(DEADLINE_EXCEEDED);
      assertThat(origin.streams()).as("the second was never sent").hasSize(1);
    }
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static long timeoutMillis(OriginStream stream) {
    String text = stream.header("grpc-timeout").orElseThrow();
    long value = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 'n' -> value / 1_000_000;
      case 'u' -> value / 1_000;
      case 'm' -> value;
      case 'S' -> value * 1_000;
      default -> throw new AssertionError(text);
    };
  }
}
