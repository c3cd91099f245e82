package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no server has processed is sent again, there or elsewhere, and nothing else is. */
@ExtendWith(NoLeaks.class)
class SentAgainTest {
  private static final String CALL = "a.B/C";

  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** The fifth stream that a client opens. */
  private static final int LAST = 9;

  @Test
  void aRefusedConnectionMovesTheCallToTheNextEndpoint() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(RawOrigin.refusedPort(), origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      for (int i = 0; i < 20; i++) {
        assertThat(calls.unary(GrpcMethods.UNARY, Bytes.of("" + i))).isEqualTo(Bytes.of("" + i));
      }
    }
  }

  @Test
  void callsGoToTheEndpointsInTurn() {
    try (GrpcOrigin one = GrpcOrigin.echo();
        GrpcOrigin two = GrpcOrigin.echo();
        GrpcOrigin three = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(one.port(), two.port(), three.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      for (int i = 0; i < 300; i++) {
        calls.unary(GrpcMethods.UNARY, new byte[0]);
      }
      assertThat(List.of(one.calls().size(), two.calls().size(), three.calls().size()))
          .containsExactly(100, 100, 100);
    }
  }

  @Test
  void aRefusedStreamIsSentAgain() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  if (stream.id() == 1) {
                    stream.rst(7);
                  } else {
                    stream.reply(stream.nextMessage().orElseThrow());
                  }
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.unary(CALL, Bytes.of("again"))).isEqualTo(Bytes.of("again"));
      assertThat(origin.streams()).hasSize(2);
    }
  }

  @Test
  void aStreamThatIsAlwaysRefusedIsUnavailableInTheEnd() {
    try (Http2Origin origin = Http2Origin.start(stream -> stream.rst(7));
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status(CALL, new byte[0]).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(origin.streams().size()).isBetween(2, 32);
    }
  }

  @Test
  void aRequestTooLongToKeepIsNotSentAgain() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitBytes(50_000);
                  stream.rst(7);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).upstream("replay", "1KiB").start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status(CALL, new byte[60_000]).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(origin.streams()).hasSize(1);
    }
  }

  @Test
  void aStreamAboveTheLastOneOfAGoAwayIsSentAgain() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  if (stream.connection().number() == 1 && stream.id() > 1) {
                    stream.connection().goAway(1, 0);
                  } else {
                    stream.awaitEnd();
                    stream.reply(Bytes.of("ok"));
                  }
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.unary(CALL, new byte[0])).isEqualTo(Bytes.of("ok"));
      assertThat(calls.unary(CALL, new byte[0])).isEqualTo(Bytes.of("ok"));
      assertThat(origin.connections()).hasSize(2);
    }
  }

  @Test
  void aHeadThatIsTooLongForTheServerDisturbsNoOtherCall() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  if (stream.id() == 1) {
                    stream.connection().settings(new Http2Settings().maxHeaderListSize(1024));
                    refused.await(60, TimeUnit.SECONDS);
                  }
                  stream.reply(Bytes.of("ok"));
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      CompletableFuture<byte[]> first =
          CompletableFuture.supplyAsync(() -> calls.unary(CALL, new byte[0]));
      Eventually.await(() -> origin.streams().size() == 1, WITHIN, "The first call has begun.");
      assertThat(calls.unary(CALL, new byte[0])).isEqualTo(Bytes.of("ok")); // settings are known

      Metadata fields = new Metadata();
      fields.put(Metadata.Key.of("long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(2048));
      assertThatThrownBy(() -> calls.unary(CALL, new byte[0], CallOptions.DEFAULT, fields))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED))
          .hasMessageContaining("longer than the upstream takes");
      assertThat(gateway.gateway().metrics())
          .contains("outcome=\"HEADERS_TOO_LARGE\",upstream=\"origin\"} 1.0");
      refused.countDown();

      assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(Bytes.of("ok"));
      assertThat(origin.connections()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGracefulGoAwayEveryFiveStreamsLosesNone(boolean twoSteps) throws Exception {
    int count = 300;
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  if (stream.id() > LAST) {
                    return; // came before the GOAWAY was read; not processed, as promised
                  }
                  if (stream.id() == LAST) {
                    if (twoSteps) {
                      stream.connection().goAway(Integer.MAX_VALUE, 0);
                    }
                    stream.connection().goAway(LAST, 0);
                  }
                  stream.reply(stream.nextMessage().orElseThrow());
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      List<String> wrong = parallel(10, count, i -> call(calls, i));

      assertThat(wrong).isEmpty();
      assertThat(origin.streams().size()).isGreaterThanOrEqualTo(count);
    }
  }

  @Test
  void aSingleConcurrentStreamMakesCallsQueue() throws Exception {
    AtomicInteger busy = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int count = 60;
    try (Http2Origin origin =
            Http2Origin.start(
                1,
                stream -> {
                  most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                  byte[] message = stream.nextMessage().orElseThrow();
                  stream.awaitEnd();
                  busy.decrementAndGet();
                  stream.reply(message);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).pool("connections", 1).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      List<String> wrong = parallel(10, count, i -> call(calls, i));

      assertThat(wrong).isEmpty();
      assertThat(most).hasValue(1);
      assertThat(origin.streams()).hasSize(count);
      assertThat(origin.connections()).hasSize(1);
    }
  }

  @Test
  void aSilentConnectionIsFoundOutAndReplaced() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.reply(Bytes.of("ok"));
                });
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .pool("ping", "200ms")
                .pool("pingTimeout", "200ms")
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.unary(CALL, new byte[0])).isEqualTo(Bytes.of("ok"));
      origin.connections().get(0).freeze();

      Eventually.await(
          () ->
              calls
                  .status(
                      CALL, new byte[0], CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS))
                  .isOk(),
          Duration.ofSeconds(10),
          "The silent connection was kept.");
      assertThat(origin.connections()).hasSize(2);
    }
  }

  @Test
  void aCallUnderWayOnASilentConnectionFails() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.grpcHeaders();
                  stream.connection().freeze();
                });
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .pool("ping", "200ms")
                .pool("pingTimeout", "200ms")
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.grpc(CALL, new byte[0]);

      assertThat(!answer.whole() || answer.grpcStatus() > 0).as("%s", answer).isTrue();
    }
  }

  @Test
  void aPooledConnectionThatHasClosedIsReplacedUnderAnIdempotentRequest() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write(RawOrigin.ok("one"));
                  if (connection.number() == 1) {
                    connection.readRequest(); // and closes, as if its idle time were over
                  } else {
                    connection.stall();
                  }
                });
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      HttpClient client = HttpClients.http1();

      assertThat(HttpClients.get(client, gateway.url("/")).body()).isEqualTo("one");
      assertThat(HttpClients.get(client, gateway.url("/")).body()).isEqualTo("one");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void aPooledConnectionThatClosesUnderAPostIsNotTriedAgain() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write(RawOrigin.ok("one"));
                  connection.readRequest();
                });
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      HttpClient client = HttpClients.http1();

      assertThat(HttpClients.post(client, gateway.url("/"), "1").statusCode()).isEqualTo(200);
      assertThat(HttpClients.post(client, gateway.url("/"), "2").statusCode()).isEqualTo(502);
      assertThat(origin.requests()).hasSize(2);
    }
  }

  private static String call(GrpcCalls calls, int number) {
    byte[] message = Bytes.of("" + number);
    return Bytes.text(
        calls.unary(
            CALL,
            message,
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
            new io.grpc.Metadata()));
  }

  /** Runs the calls from several threads and gives what was wrong. */
  private static List<String> parallel(
      int threads, int count, java.util.function.IntFunction<String> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<java.util.concurrent.Future<String>> results = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        results.add(pool.submit(() -> call.apply(number)));
      }
      List<String> wrong = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        try {
          String got = results.get(i).get(30, TimeUnit.SECONDS);
          if (!got.equals("" + i)) {
            wrong.add(i + " was answered with " + got);
          }
        } catch (java.util.concurrent.ExecutionException e) {
          wrong.add(i + ": " + e.getCause());
        }
      }
      return wrong;
    } finally {
      pool.shutdownNow();
    }
  }
}
