package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An upstream's connections are bounded, and so is the queue before them (SEEDS 0.2b). */
@ExtendWith(NoLeaks.class)
class PoolQueueTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void whatDoesNotFitTheQueueIsRefusedAtOnceAndTheRestIsServed() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawOrigin origin = waitingFor(go);
        TestGateway gateway =
            TestConfig.http(origin.port()).pool("connections", 2).pool("queue", 3).start()) {
      List<CompletableFuture<HttpResponse<String>>> answers = start(gateway, 10);
      Eventually.await(
          () -> answers.stream().filter(CompletableFuture::isDone).count() == 5,
          SOON,
          () -> answers.stream().filter(CompletableFuture::isDone).count() + " were refused");
      origin.awaitRequest(2);
      go.countDown();

      List<Integer> statuses = new ArrayList<>();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        HttpResponse<String> response = answer.get(10, TimeUnit.SECONDS);
        statuses.add(response.statusCode());
        if (response.statusCode() == 503) {
          assertThat(response.headers().firstValue("retry-after")).isPresent();
        }
      }
      Collections.sort(statuses);
      assertThat(statuses).containsExactly(200, 200, 200, 200, 200, 503, 503, 503, 503, 503);
      assertThat(origin.maxConcurrent()).isEqualTo(2);
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void whoGivesUpWaitingLeavesTheQueue() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawOrigin origin = waitingFor(go);
        TestGateway gateway =
            TestConfig.http(origin.port()).pool("connections", 1).pool("queue", 2).start()) {
      try (RawClient first = RawClient.connect(gateway.port())) {
        first.write("GET /first HTTP/1.1\r\nhost: a\r\n\r\n");
        origin.awaitRequest(1);
        for (int i = 0; i < 20; i++) {
          try (RawClient waiting = RawClient.connect(gateway.port())) {
            waiting.write("GET /waiting HTTP/1.1\r\nhost: a\r\n\r\n");
          }
        }
        Eventually.await(
            () -> Http2Calls.await(gateway.gateway().inFlight()) == 1,
            SOON,
            "Who gave up is still waited for");
        go.countDown();
        assertThat(first.readMessage().status()).isEqualTo(200);
      }
      try (RawClient last = RawClient.connect(gateway.port())) {
        RawMessage answer = last.get("/last");
        assertThat(answer.status()).isEqualTo(200);
      }
    }
  }

  private static List<CompletableFuture<HttpResponse<String>>> start(
      TestGateway gateway, int count) {
    HttpClient client = HttpClients.http1();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(
          client.sendAsync(
              HttpClients.request(gateway.url("/" + i)).build(), BodyHandlers.ofString()));
    }
    return answers;
  }

  private static RawOrigin waitingFor(CountDownLatch go) {
    return RawOrigin.start(
        connection -> {
          while (true) {
            connection.readRequest();
            go.await();
            connection.write(RawOrigin.ok("ok"));
          }
        });
  }
}
