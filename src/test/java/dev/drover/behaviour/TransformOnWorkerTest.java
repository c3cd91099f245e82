package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Content that workers transform: bounded, cancelled, and off the event loop. */
@ExtendWith(NoLeaks.class)
class TransformOnWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ENDLESS = "($f := function($n) { $f($n + 1) }; $f(0))";
  private static final String LARGE = items(5_000);

  private final ScriptedOrigin origin =
      ScriptedOrigin.start(
          call -> call.whole(() -> call.answer(200, LARGE, "content-type", "application/json")));
  private final TestGateway gateway =
      TestGateway.start(
          """
          {"listeners": [{"host": "127.0.0.1", "port": 0, "limits": {"bodyBytes": "64MiB"}}],
           "accessLog": {"enabled": false},
           "upstreams": {"origin": {"protocol": "http", "endpoints": ["127.0.0.1:%1$d"]}},
           "tasks": {"workers": 1, "limits": {"transform": {"queue": 1, "timeout": "20s"}}},
           "routes": [
             {"match": {"path": "/busy"}, "task": {"name": "sumOfSquares", "parts": 1}},
             {"match": {"path": "/plain"}, "respond": {"body": "hello"}},
             {"match": {"path": "/asked"}, "relay": "origin", "bodyBytes": "64MiB", "filters": [
               {"transform": {"request": "{'n': $count(items)}", "bytes": "64MiB"}}]},
             {"match": {"path": "/sorted"}, "relay": "origin", "bodyBytes": "64MiB", "filters": [
               {"transform": {"request": "[items^(>n).n]", "bytes": "64MiB", "on": "worker"}}]},
             {"match": {"path": "/given"}, "relay": "origin", "filters": [
               {"transform": {"response": "{'n': $count(items)}"}}]},
             {"match": {"path": "/endless"}, "relay": "origin", "filters": [
               {"transform": {"request": "%2$s"}}]},
             {"match": {"path": "/short"}, "relay": "origin", "timeout": "300ms", "filters": [
               {"transform": {"request": "%2$s"}}]}]}
          """
              .formatted(origin.port(), ENDLESS));
  private final HttpClient client = HttpClients.http1();

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private static String items(int count) {
    StringBuilder items = new StringBuilder("{\"items\":[");
    for (int n = 0; n < count; n++) {
      items.append(n == 0 ? "" : ",").append("{\"n\":").append(n).append(",\"of\":\"item\"}");
    }
    return items.append("]}").toString();
  }

  private long counted(String task, String event) {
    return gateway.gateway().tasks().telemetry().counted(task, event);
  }

  private CompletableFuture<HttpResponse<String>> post(String path, String content) {
    return client.sendAsync(
        HttpClients.request(gateway.url(path))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(content))
            .build(),
        BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> busy() {
    CompletableFuture<HttpResponse<String>> job = post("/busy", "{\"below\":9000000000000000000}");
    Eventually.await(() -> counted("sumOfSquares", "started") == 1, SOON, "It is not busy.");
    return job;
  }

  private void queued(int count) {
    Eventually.await(
        () -> gateway.gateway().tasks().nodes().all().get(0).cpu().queued() == count,
        SOON,
        "It is not so that " + count + " wait.");
  }

  @Test
  void longContentIsTransformedByAWorkerAndShortContentIsNot() throws Exception {
    assertThat(post("/asked", "{\"items\":[1,2]}").get().statusCode()).isEqualTo(200);
    assertThat(counted("transform", "submitted")).isZero();
    assertThat(post("/asked", LARGE).get().statusCode()).isEqualTo(200);
    assertThat(counted("transform", "done")).isEqualTo(1);
    assertThat(origin.calls().get(1).header("content-length")).isEqualTo("10");

    assertThat(post("/given", "").get().body()).isEqualTo("{\"n\":5000}");
    assertThat(counted("transform", "done")).isEqualTo(2);
  }

  @Test
  void tenMebibytesKeepNobodyWaiting() throws Exception {
    String large = items(450_000);
    assertThat(large.length()).isGreaterThan(10 << 20);
    CompletableFuture<HttpResponse<String>> sorted = post("/sorted", large);
    int meanwhile = 0;
    while (!sorted.isDone()) {
      boolean before = counted("transform", "started") == 1;
      assertThat(HttpClients.get(client, gateway.url("/plain")).body()).isEqualTo("hello");
      meanwhile += before && counted("transform", "done") == 0 ? 1 : 0;
    }
    assertThat(sorted.get().statusCode()).isEqualTo(200);
    assertThat(counted("transform", "done")).isEqualTo(1);
    assertThat(meanwhile).isGreaterThan(10);
  }

  @Test
  void aFullQueueIsToldWithWhenToComeBack() throws Exception {
    CompletableFuture<HttpResponse<String>> busy = busy();
    CompletableFuture<HttpResponse<String>> waiting = post("/asked", LARGE);
    queued(1);
    HttpResponse<String> refused = post("/asked", LARGE).get();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after"))
        .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
    assertThat(origin.count()).isZero();
    busy.cancel(true);
    assertThat(waiting.get().statusCode()).isEqualTo(200);
    assertThat(origin.count()).isEqualTo(1);
  }

  @Test
  void answersWaitForWorkersHoweverManyThereAre() throws Exception {
    CompletableFuture<HttpResponse<String>> busy = busy();
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(post("/given", ""));
    }
    Eventually.await(() -> counted("transform", "refused") > 3, SOON, "None is refused.");
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    busy.cancel(true);
    for (CompletableFuture<HttpResponse<String>> answer : waiting) {
      assertThat(answer.get().body()).isEqualTo("{\"n\":5000}");
    }
    assertThat(origin.count()).isEqualTo(5);
  }

  @Test
  void aClientThatLeavesEndsItsTransformation() throws Exception {
    CompletableFuture<HttpResponse<String>> endless = post("/endless", LARGE);
    Eventually.await(() -> counted("transform", "started") == 1, SOON, "It is not begun.");
    endless.cancel(true);
    Eventually.await(() -> counted("transform", "cancelled") == 1, SOON, "It goes on.");
    assertThat(post("/asked", LARGE).get().statusCode()).isEqualTo(200);
    assertThat(counted("transform", "abandoned")).isZero();
    assertThat(origin.count()).isEqualTo(1);
  }

  @Test
  void anExpressionThatDoesNotEndIsEndedByTheDeadline() throws Exception {
    assertThat(post("/short", LARGE).get().statusCode()).isEqualTo(504);
    assertThat(post("/asked", LARGE).get().statusCode()).isEqualTo(200);
    assertThat(counted("transform", "abandoned")).isZero();
    assertThat(origin.count()).isEqualTo(1);
  }
}
