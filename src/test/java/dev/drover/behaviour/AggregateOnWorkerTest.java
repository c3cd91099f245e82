package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Aggregations that have workers read what calls bring, and put the answer together. */
@ExtendWith(NoLeaks.class)
class AggregateOnWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String LARGE = list(100_000);

  private final ScriptedOrigin origin = ScriptedOrigin.start(AggregateOnWorkerTest::serve);
  private final TestGateway gateway = TestGateway.start(config("{\"workers\": 1}"));
  private final HttpClient client = HttpClients.http1();

  private String config(String tasks) {
    return """
    {"listeners": [{"host": "127.0.0.1", "port": 0}],
     "accessLog": {"enabled": false},
     "upstreams": {"origin": {"protocol": "http", "endpoints": ["127.0.0.1:%d"]}},
     "tasks": %s,
     "routes": [
       {"match": {"path": "/busy"}, "task": {"name": "sumOfSquares", "parts": 1}},
       {"match": {"path": "/plain"}, "respond": {"body": "hello"}},
       {"match": {"path": "/read"}, "aggregate": {
         "calls": {"large": {"upstream": "origin", "path": "/large", "on": "worker"},
                   "small": {"upstream": "origin", "path": "/small", "on": "worker"}},
         "answer": {"n": "=large.body.size()", "small": "=small.body"}}},
       {"match": {"path": "/made"}, "aggregate": {
         "calls": {"large": {"upstream": "origin", "path": "/large"}},
         "answer": {"it": "=large.body", "by": "=request.method + ' ' + request.headers['x-a']"},
         "headers": {"x-n": "=large.body.size()"}, "on": "worker"}},
       {"match": {"path": "/broken"}, "aggregate": {
         "calls": {"large": {"upstream": "origin", "path": "/large"}},
         "answer": {"it": "=large.body.nothing"}, "on": "worker"}},
       {"match": {"path": "/bad"}, "aggregate": {
         "calls": {"bad": {"upstream": "origin", "path": "/bad", "on": "worker"}}}},
       {"match": {"path": "/short"}, "aggregate": {
         "policy": "partial",
         "calls": {"large": {"upstream": "origin", "path": "/large", "timeout": "300ms",
                             "on": "worker"},
                   "small": {"upstream": "origin", "path": "/small"}}}}]}
    """
        .formatted(origin.port(), tasks);
  }

  private static void serve(ScriptedOrigin.Call call) {
    String content =
        switch (call.path()) {
          case "/large" -> LARGE;
          case "/small" -> "[1]";
          default -> "[" + "1,".repeat(50_000);
        };
    call.answer(200, content, "content-type", "application/json");
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private static String list(int count) {
    return "[0" + ",1".repeat(count - 1) + "]";
  }

  private long counted(String task, String event) {
    return gateway.gateway().tasks().telemetry().counted(task, event);
  }

  private CompletableFuture<HttpResponse<String>> get(String path) {
    return client.sendAsync(
        HttpClients.request(gateway.url(path)).header("x-a", "b").build(), BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> busy() {
    CompletableFuture<HttpResponse<String>> job =
        client.sendAsync(
            HttpClients.request(gateway.url("/busy"))
                .POST(BodyPublishers.ofString("{\"below\":9000000000000000000}"))
                .build(),
            BodyHandlers.ofString());
    Eventually.await(() -> counted("sumOfSquares", "started") == 1, SOON, "It is not busy.");
    return job;
  }

  @Test
  void whatACallBringsIsReadByAWorkerIfItIsLong() throws Exception {
    assertThat(get("/read").get().body()).isEqualTo("{\"n\":100000,\"small\":[1]}");
    assertThat(counted("aggregate", "done")).isEqualTo(1);
    assertThat(counted("aggregate", "submitted")).isEqualTo(1);
  }

  @Test
  void theAnswerIsPutTogetherByAWorker() throws Exception {
    HttpResponse<String> made = get("/made").get();
    assertThat(made.body()).isEqualTo("{\"it\":" + LARGE + ",\"by\":\"GET b\"}");
    assertThat(made.headers().firstValue("x-n")).hasValue("100000");
    assertThat(counted("aggregate", "done")).isEqualTo(1);
  }

  @Test
  void whatGoesWrongThereIsToldAsEver() throws Exception {
    HttpResponse<String> broken = get("/broken").get();
    assertThat(broken.statusCode()).isEqualTo(502);
    assertThat(broken.body()).contains("The answer cannot be put together");
    HttpResponse<String> bad = get("/bad").get();
    assertThat(bad.statusCode()).isEqualTo(502);
    assertThat(bad.body()).contains("The content of the server's answer is not JSON.");
  }

  @Test
  void whileWorkersAreBusyItWaitsAndNobodyElseDoes() throws Exception {
    CompletableFuture<HttpResponse<String>> busy = busy();
    CompletableFuture<HttpResponse<String>> read = get("/read");
    CompletableFuture<HttpResponse<String>> made = get("/made");
    Eventually.await(() -> counted("aggregate", "submitted") == 2, SOON, "They do not wait.");
    assertThat(get("/plain").get().body()).isEqualTo("hello");

    HttpResponse<String> late = get("/short").get();
    assertThat(late.statusCode()).isEqualTo(200);
    assertThat(late.body())
        .startsWith(
            "{\"large\":null,\"small\":[1],\"errors\":[{\"call\":\"large\",\"status\":504,");
    assertThat(read).isNotDone();
    assertThat(made).isNotDone();

    busy.cancel(true);
    assertThat(read.get().statusCode()).isEqualTo(200);
    assertThat(made.get().statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatLeavesTakesItsWorkAlong() {
    CompletableFuture<HttpResponse<String>> busy = busy();
    CompletableFuture<HttpResponse<String>> made = get("/made");
    Eventually.await(() -> counted("aggregate", "submitted") == 1, SOON, "It does not wait.");
    made.cancel(true);
    Eventually.await(() -> counted("aggregate", "cancelled") == 1, SOON, "It goes on waiting.");
    busy.cancel(true);
    assertThat(counted("aggregate", "started")).isZero();
  }

  @Test
  void aNodeWithoutWorkersIsToldWhenItsConfigurationIsRead() {
    assertThatThrownBy(() -> TestGateway.start(config("{\"workers\": 0}")).close())
        .hasStackTraceContaining("/routes/2/aggregate/calls/large/on")
        .hasStackTraceContaining("/routes/3/aggregate/on")
        .hasStackTraceContaining("\"tasks\" says that it has none");
  }
}
