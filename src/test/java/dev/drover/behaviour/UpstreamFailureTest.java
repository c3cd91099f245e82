package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
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
import io.grpc.CallOptions;
import io.grpc.Status;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that fails never looks as if it had answered, and is not asked in vain. */
@ExtendWith(NoLeaks.class)
class UpstreamFailureTest {
  private static final String CALL = "a.B/C";
  private static final long SLACK_MILLIS = 3_000;

  /** The fifth stream that a client opens. */
  private static final int LAST = 9;

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

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
