package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Only so many at one time; what ends, however it ends, makes room. */
@ExtendWith(NoLeaks.class)
class ConcurrencyTest {
  private static TestConfig limited(TestConfig config, Object limit) {
    return config.route(
        "filters", new JsonArray().add(new JsonObject().put("concurrencyLimit", limit)));
  }

  @Test
  void oneMoreThanTheLimitIsRefusedUntilOneEnds() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    HttpClient client = HttpClients.http1();
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  while (true) {
                    connection.readRequest();
                    answer.await();
                    connection.write(RawOrigin.ok("hello"));
                  }
                });
        TestGateway gateway = limited(TestConfig.http(origin.port()), 2).start()) {
      CompletableFuture<HttpResponse<String>> first = send(client, gateway);
      CompletableFuture<HttpResponse<String>> second = send(client, gateway);
      origin.awaitRequest(2);

      HttpResponse<String> third = HttpClients.get(client, gateway.url("/"));
      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(origin.requests()).hasSize(2);

      answer.countDown();
      assertThat(first.join().statusCode()).isEqualTo(200);
      assertThat(second.join().statusCode()).isEqualTo(200);
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode()).isEqualTo(200);
    }
  }

  private static CompletableFuture<HttpResponse<String>> send(
      HttpClient client, TestGateway gateway) {
    return client.sendAsync(HttpClients.request(gateway.url("/")).build(), BodyHandlers.ofString());
  }

  @Test
  void aClientThatGoesAwayMakesRoom() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  if (connection.readRequest().target().equals("/stall")) {
                    connection.stall();
                  }
                  connection.write(RawOrigin.ok("hello"));
                });
        TestGateway gateway = limited(TestConfig.http(origin.port()), 1).start()) {
      try (RawClient gone = RawClient.connect(gateway.port())) {
        gone.write("GET /stall HTTP/1.1\r\nhost: a\r\n\r\n");
        origin.awaitRequest(1);
        assertThat(HttpClients.get(HttpClients.http1(), gateway.url("/")).statusCode())
            .isEqualTo(429);
      }
      Eventually.await(
          () -> status(gateway) == 200, Duration.ofSeconds(10), "There is never room again.");
    }
  }

  private static int status(TestGateway gateway) {
    try {
      return HttpClients.get(HttpClients.http1(), gateway.url("/")).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStreamCountsAsLongAsItLasts() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            limited(
                    TestConfig.grpc(origin.port()),
                    new JsonObject("{\"limit\": 1, \"key\": \"client\"}"))
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Ended ended = new Ended();
      StreamObserver<byte[]> stream = calls.bidi(GrpcMethods.BIDI, ended);
      stream.onNext(new byte[] {1});
      Eventually.await(
          () -> ended.messages.get() == 1, Duration.ofSeconds(10), "Nothing came back.");

      assertThat(calls.status(GrpcMethods.UNARY, new byte[] {1}).getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(origin.calls()).hasSize(1);

      stream.onCompleted();
      Eventually.await(() -> ended.done, Duration.ofSeconds(10), "The stream did not end.");
      Eventually.await(
          () -> calls.status(GrpcMethods.UNARY, new byte[] {1}).isOk(),
          Duration.ofSeconds(10),
          "There is no room again.");
    }
  }

  private static final class Ended implements StreamObserver<byte[]> {
    final AtomicInteger messages = new AtomicInteger();
    volatile boolean done;

    @Override
    public void onNext(byte[] message) {
      messages.incrementAndGet();
    }

    @Override
    public void onError(Throwable thrown) {
      done = true;
    }

    @Override
    public void onCompleted() {
      done = true;
    }
  }
}
