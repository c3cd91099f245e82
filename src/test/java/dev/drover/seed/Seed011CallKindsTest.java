package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.EchoService;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Bytes;
import dev.drover.testing.Collected;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.GrpcRecorder;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The four kinds of gRPC calls, and streams that arrive in pieces. */
@ExtendWith(NoLeaks.class)
class Seed011CallKindsTest {
  @Test
  void allFourKindsPass() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.unary(GrpcMethods.UNARY, Bytes.of("a"))).isEqualTo(Bytes.of("a"));
      assertThat(calls.serverStream(GrpcMethods.SERVER_STREAM, Bytes.of("abc")))
          .containsExactly(Bytes.of("a"), Bytes.of("b"), Bytes.of("c"));

      Collected joined = new Collected();
      StreamObserver<byte[]> parts = calls.clientStream(GrpcMethods.CLIENT_STREAM, joined);
      parts.onNext(Bytes.of("a"));
      parts.onNext(Bytes.of("b"));
      parts.onCompleted();
      assertThat(joined.await(1)).containsExactly(Bytes.of("ab"));

      Collected echoed = new Collected();
      StreamObserver<byte[]> pings = calls.bidi(GrpcMethods.BIDI, echoed);
      for (int i = 1; i <= 3; i++) {
        pings.onNext(Bytes.of("x" + i));
        assertThat(echoed.await(i)).hasSize(i);
      }
      pings.onCompleted();
      assertThat(echoed.awaitStatus()).isEqualTo(Status.OK);
      assertThat(origin.calls()).hasSize(4);
      Eventually.await( // the client may know before the origin does
          () -> origin.calls().stream().allMatch(GrpcRecorder.Call::completed),
          Duration.ofSeconds(5),
          "Not every call was completed at the origin.");
      SeedReport.row("0.11", "four call kinds pass", "4", "" + origin.calls().size());
    }
  }

  @Test
  void theFirstMessageArrivesLongBeforeTheLastIsProduced() {
    Vertx vertx = Vertx.vertx();
    EchoService origin = new EchoService(0);
    Http2Calls.await(vertx.deployVerticle(origin));
    byte[] request =
        SayRequest.newBuilder().setText("a").setTimes(2).setEveryMs(600).build().toByteArray();
    try (TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Iterator<byte[]> answer =
          calls.serverStream(EchoService.NAME + "/Repeat", request, CallOptions.DEFAULT);
      answer.next();
      long first = System.nanoTime();
      answer.next();
      long gap = (System.nanoTime() - first) / 1_000_000;
      SeedReport.row(
          "0.11", "gap of two gRPC messages made 600 ms apart", ">= 500 ms", gap + " ms");
      assertThat(gap).isGreaterThanOrEqualTo(500);
    } finally {
      Http2Calls.await(vertx.close());
    }
  }

  @Test
  void theFirstMessageArrivesBeforeTheLastIsProduced() {
    CountDownLatch firstIsHere = new CountDownLatch(1);
    long[] produced = new long[1];
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.grpcHeaders();
                  stream.message(Bytes.of("first"));
                  firstIsHere.await();
                  produced[0] = System.nanoTime();
                  stream.message(Bytes.of("last"));
                  stream.status(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Iterator<byte[]> answer = calls.serverStream("a.B/C", new byte[0], CallOptions.DEFAULT);
      assertThat(answer.next()).isEqualTo(Bytes.of("first"));
      long arrived = System.nanoTime();
      firstIsHere.countDown();

      assertThat(answer.next()).isEqualTo(Bytes.of("last"));
      assertThat(answer.hasNext()).isFalse();
      assertThat(produced[0]).isGreaterThan(arrived);
      SeedReport.row(
          "0.11",
          "the first message arrives before the last is produced, which waits for it",
          "before",
          (produced[0] - arrived) / 1_000 + " us before");
    }
  }
}
