package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.OriginStream;
import dev.drover.testing.RawClient;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stopping with a grace: what is under way finishes within it, the rest is told. */
@ExtendWith(NoLeaks.class)
class Seed207DrainTest {
  private static final int CALLS = 100;

  @Test
  void aHundredCallsUnderWayFinishWithinTheGrace() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  go.await();
                  stream.reply(Bytes.of("ok"));
                });
        TestGateway gateway =
            TestConfig.grpc(origin.port()).with("shutdown", "{\"grace\": \"15s\"}").start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<Future<Http2Calls.Answer>> answers = start(calls, origin);

      Future<Void> stopped = gateway.stop();
      Eventually.await(
          () -> !gateway.gateway().ready(), Duration.ofSeconds(10), "The gateway is still ready.");
      Eventually.await(
          () -> refused(gateway.port()), Duration.ofSeconds(10), "New clients are still accepted.");
      assertThat(stopped.isComplete()).isFalse();
      long start = System.nanoTime();
      go.countDown();

      long ok = 0;
      for (Future<Http2Calls.Answer> answer : answers) {
        ok += Http2Calls.await(answer).grpcStatus() == 0 ? 1 : 0;
      }
      Http2Calls.await(stopped);
      long millis = (System.nanoTime() - start) / 1_000_000;
      SeedReport.row(
          "2.7",
          "stop with 100 calls under way; they end when new clients are refused",
          "100 OK, then stopped < 2 s",
          "%d OK, stopped after %d ms".formatted(ok, millis));
      assertThat(ok).isEqualTo(CALLS);
      assertThat(origin.streams()).hasSize(CALLS);
      assertThat(millis).isLessThan(5_000);
    }
  }

  @Test
  void whatOutlastsTheGraceIsCancelledAndTold() {
    try (Http2Origin origin = Http2Origin.start(OriginStream::awaitReset);
        TestGateway gateway =
            TestConfig.grpc(origin.port()).with("shutdown", "{\"grace\": \"200ms\"}").start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<Future<Http2Calls.Answer>> answers = start(calls, origin);
      long start = System.nanoTime();

      Http2Calls.await(gateway.stop());

      long millis = (System.nanoTime() - start) / 1_000_000;
      SeedReport.row(
          "2.7",
          "stop with 100 calls under way and a grace of 200 ms",
          "cancelled, < 1 s",
          millis + " ms");
      assertThat(millis).isBetween(200L, 4_000L);
      for (Future<Http2Calls.Answer> answer : answers) {
        assertThat(Http2Calls.await(answer).grpcStatus())
            .as("%s", Http2Calls.await(answer))
            .isEqualTo(Status.Code.UNAVAILABLE.value());
      }
      for (OriginStream stream : origin.streams()) {
        assertThat(stream.awaitReset()).isEqualTo(8);
      }
    }
  }

  private static boolean refused(int port) {
    try (RawClient client = RawClient.connect(port)) {
      return client.localPort() == 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static List<Future<Http2Calls.Answer>> start(Http2Calls calls, Http2Origin origin) {
    List<Future<Http2Calls.Answer>> answers = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      answers.add(
          calls.start(
              "POST", "/a.B/C", GrpcFrames.frame(new byte[0]), "content-type", "application/grpc"));
    }
    origin.awaitStream(CALLS);
    return answers;
  }
}
