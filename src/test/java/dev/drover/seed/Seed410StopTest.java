package dev.drover.seed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import dev.drover.testing.RawClient;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.stub.ServerCallStreamObserver;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A browser starts a task, watches its output and stops it. */
@ExtendWith(NoLeaks.class)
class Seed410StopTest {
  private static final String REPEAT = "drover.demo.v1.Echo/Repeat";
  private static final Duration SOON = Duration.ofSeconds(10);

  private final AtomicLong stopped = new AtomicLong();

  /** Answers at once, and is told when nobody wants to know more. */
  private GrpcOrigin producer() {
    return GrpcOrigin.builder()
        .serverStreaming(
            REPEAT,
            (request, response) -> {
              ServerCallStreamObserver<byte[]> call = GrpcOrigin.call(response);
              call.setOnCancelHandler(() -> stopped.set(System.nanoTime()));
              call.onNext(request);
            })
        .start();
  }

  private static TestGateway gateway(int port) {
    String proto = Project.path("src/test/resources/matrix/echo.proto").toString();
    JsonObject schemas =
        new JsonObject().put("echo", new JsonObject().put("proto", List.of(proto)));
    return TestConfig.grpc(port).with("schemas", schemas.encode()).start();
  }

  private void report(String how, long asked) {
    Eventually.await(() -> stopped.get() != 0, SOON, "The producer goes on.");
    long millis = (stopped.get() - asked) / 1_000_000;
    SeedReport.row("4.10", "stop by " + how + " halts the producer", "< 100 ms", millis + " ms");
    assertThat(millis).isLessThan(100);
  }

  @Test
  void aWebSocketThatClosesStopsTheProducer() {
    Vertx vertx = Vertx.vertx();
    WebSocketClient sockets = vertx.createWebSocketClient();
    try (GrpcOrigin origin = producer();
        TestGateway gateway = gateway(origin.port())) {
      WebSocket socket =
          Http2Calls.await(sockets.connect(gateway.port(), "127.0.0.1", "/" + REPEAT));
      List<String> texts = new CopyOnWriteArrayList<>();
      socket.textMessageHandler(texts::add);
      socket.writeTextMessage("{\"text\":\"start\"}");
      Eventually.await(() -> texts.size() == 1, SOON, "Nothing has come.");
      assertThat(texts).containsExactly("{\"text\":\"start\"}");

      long asked = System.nanoTime();
      socket.close();
      report("WebSocket", asked);
    } finally {
      Http2Calls.await(vertx.close());
    }
  }

  @Test
  void aClientOfEventsThatLeavesStopsTheProducer() throws Exception {
    try (GrpcOrigin origin = producer();
        TestGateway gateway = gateway(origin.port())) {
      long asked;
      try (RawClient raw = RawClient.connect(gateway.port())) {
        raw.write(
            "GET /"
                + REPEAT
                + "?text=start HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\n\r\n");
        assertThat(raw.readHead().status()).isEqualTo(200);
        assertThat(new String(raw.readChunk(), UTF_8)).isEqualTo("data: {\"text\":\"start\"}\n\n");
        asked = System.nanoTime();
      }
      report("leaving an event stream", asked);
    }
  }
}
