package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Collected;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.OriginStream;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.stub.StreamObserver;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class CancellationTest {
  private static final String CALL = "a.B/C";
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final long CANCEL = 8;

  @ParameterizedTest
  @ValueSource(strings = {"before the answer", "in the answer", "in the request"})
  void aCancelledCallIsCancelledAtTheOriginAtOnce(String when) {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  if (when.equals("in the answer")) {
                    stream.grpcHeaders();
                    stream.message(Bytes.of("1"));
                  }
                  stream.awaitReset();
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      List<Long> nanos = new ArrayList<>();
      for (int i = 1; i <= 7; i++) {
        Collected answer = new Collected();
        StreamObserver<byte[]> request = calls.bidi(CALL, answer);
        request.onNext(Bytes.of("q"));
        if (!when.equals("in the request")) {
          request.onCompleted();
        }
        OriginStream stream = origin.awaitStream(i);
        if (when.equals("in the answer")) {
          answer.await(1);
        }

        long start = System.nanoTime();
        answer.cancel();

        assertThat(stream.awaitReset()).isEqualTo(CANCEL);
        nanos.add(stream.resetNanos() - start);
      }
      Collections.sort(nanos);
      long median = nanos.get(nanos.size() / 2) / 1_000;
      SeedReport.row("0.19", "cancelled " + when, "origin sees it in < 50 ms", median + " us");
      assertThat(median).isLessThan(50_000);
      assertThat(origin.connections()).as("the connection is not lost").hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatGoesAwayTakesItsRequestWithIt(boolean reset) throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.awaitEnd();
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
      origin.awaitRequest(1);
      assertThat(origin.open()).isEqualTo(1);

      if (reset) {
        client.reset();
      } else {
        client.close();
      }

      Eventually.await(() -> origin.open() == 0, SOON, "The origin still works for nobody.");
    }
  }

  @Test
  void aClientThatGoesAwayInMidBodyTakesItsRequestWithIt() throws Exception {
    try (Http2Origin origin = Http2Origin.start(OriginStream::awaitReset);
        TestGateway gateway = TestConfig.http2(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write("POST /upload HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\nbegin");
      OriginStream stream = origin.awaitStream(1);
      stream.awaitBytes(5);

      client.reset();

      assertThat(stream.awaitReset()).isEqualTo(CANCEL);
    }
  }

  @Test
  void aClientThatGoesAwayInTheAnswerStopsTheOrigin() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.headers(200);
                  while (true) {
                    stream.send(new byte[10_000]);
                  }
                });
        TestGateway gateway = TestConfig.http2(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write("GET /endless HTTP/1.1\r\nhost: a\r\n\r\n");
      client.readHead();
      client.readChunk();
      client.reset();

      OriginStream stream = origin.awaitStream(1);
      assertThat(stream.awaitReset()).isEqualTo(CANCEL);
    }
  }

  @Test
  void anHttp2RequestThatIsResetIsResetAtTheOrigin() throws Exception {
    try (Http2Origin origin = Http2Origin.start(OriginStream::awaitReset);
        TestGateway gateway = TestConfig.http2(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      HttpClientRequest request = Http2Calls.await(calls.open("POST", "/upload"));
      Http2Calls.answer(request);
      request.write("begin");
      OriginStream stream = origin.awaitStream(1);
      stream.awaitBytes(5);

      request.reset(CANCEL);

      assertThat(stream.awaitReset()).isEqualTo(CANCEL);
    }
  }

  @Test
  void aConnectionLostByTheClientCancelsAllItsCalls() {
    int count = 20;
    try (Http2Origin origin = Http2Origin.start(OriginStream::awaitReset);
        TestGateway gateway = TestConfig.grpc(origin.port()).start()) {
      try (GrpcCalls calls = GrpcCalls.to(gateway.port())) {
        for (int i = 0; i < count; i++) {
          calls.bidi(CALL, new Collected()).onNext(Bytes.of("q"));
        }
        origin.awaitStream(count);
      }
      for (OriginStream stream : origin.streams()) {
        assertThat(stream.awaitReset()).isEqualTo(CANCEL);
      }
      assertThat(origin.connections()).hasSize(1);
    }
  }
}
