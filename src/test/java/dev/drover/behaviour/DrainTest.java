package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Bytes;
import dev.drover.testing.Collected;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping: what is under way finishes within the grace, the rest is told (SEEDS 2.7). */
@ExtendWith(NoLeaks.class)
class DrainTest {
  @Test
  void anHttp1ConnectionIsClosedAfterItsLastAnswer() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  go.await();
                  connection.write(RawOrigin.ok("last"));
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      origin.awaitRequest(1);

      Future<Void> stopped = gateway.stop();
      Eventually.await(
          () -> refused(gateway.port()), Duration.ofSeconds(10), "New clients are still accepted.");
      go.countDown();

      assertThat(client.readMessage().text()).isEqualTo("last");
      assertThat(client.read()).isEqualTo(-1);
      Http2Calls.await(stopped);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anIdleConnectionDoesNotHoldUpTheEnd(boolean used) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway =
            TestConfig.http(origin.port()).with("shutdown", "{\"grace\": \"15s\"}").start();
        RawClient idle = RawClient.connect(gateway.port())) {
      if (used) {
        assertThat(idle.get("/").status()).isEqualTo(200);
      }
      long start = System.nanoTime();

      Http2Calls.await(gateway.stop());

      assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(8_000);
      assertThat(idle.read()).isEqualTo(-1);
    }
  }

  @Test
  void anIdleGatewayStopsAtOnce() {
    try (Http2Origin origin = waitingFor(new CountDownLatch(0));
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status("a.B/C", new byte[0])).isEqualTo(Status.OK);
      long start = System.nanoTime();

      Http2Calls.await(gateway.stop());

      assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(5_000);
      assertThat(gateway.gateway().terminated().isComplete()).isTrue();
    }
  }

  @Test
  void aStreamUnderWayGoesOnWhileTheGatewayDrains() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.grpcHeaders();
                  while (stream.nextMessage().isPresent()) {
                    stream.message(Bytes.of("pong"));
                  }
                  stream.status(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Collected answer = new Collected();
      var pings = calls.bidi("a.B/C", answer);
      pings.onNext(Bytes.of("ping"));
      answer.await(1);

      Future<Void> stopped = gateway.stop();
      for (int i = 2; i <= 5; i++) {
        pings.onNext(Bytes.of("ping"));
        answer.await(i);
      }
      pings.onCompleted();

      assertThat(answer.awaitStatus()).isEqualTo(Status.OK);
      Http2Calls.await(stopped);
    }
  }

  @Test
  void nobodyListensAfterwards() {
    TestGateway gateway = TestConfig.http(RawOrigin.refusedPort()).start();
    int port = gateway.port();
    gateway.close();

    assertThatThrownBy(() -> RawClient.connect(port).close()).isInstanceOf(IOException.class);
  }

  private static boolean refused(int port) {
    try (RawClient client = RawClient.connect(port)) {
      return client.localPort() == 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static Http2Origin waitingFor(CountDownLatch go) {
    return Http2Origin.start(
        stream -> {
          stream.awaitEnd();
          go.await();
          stream.reply(Bytes.of("ok"));
        });
  }
}
