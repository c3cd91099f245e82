package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Content of requests that is worked at by workers: admitted, counted and cancelled as tasks are.
 */
@ExtendWith(NoLeaks.class)
class OnWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String VALIDATE =
      "{\"validateJson\": {\"on\": \"worker\", \"schema\": {\"required\": [\"id\"]}}}";
  private static final String DECOMPRESS = "{\"decompress\": {\"on\": \"worker\"}}";
  private static final String[] GZIP = {"content-encoding", "gzip"};
  private static final byte[] LARGE = Bytes.of("{\"id\": \"" + "x".repeat(100_000) + "\"}");
  private static final byte[] SMALL = Bytes.of("{\"id\": \"x\"}");
  private static final byte[] WRONG = Bytes.of("{\"no\": \"" + "x".repeat(100_000) + "\"}");
  private static final byte[] PACKED = Bytes.gzip(Bytes.random(500_000, 7));

  private final RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
  private final HttpClient client = HttpClients.http1();

  @AfterEach
  void close() {
    origin.close();
  }

  private String config(String tasks, String filter) {
    return """
        {"listeners": [{"host": "127.0.0.1", "port": 0}],
         "accessLog": {"enabled": false},
         "upstreams": {"origin": {"protocol": "http", "endpoints": ["127.0.0.1:%d"]}},
         "tasks": %s,
         "routes": [
           {"id": "busy", "match": {"path": "/busy"},
            "task": {"name": "sumOfSquares", "parts": 1}},
           {"id": "plain", "match": {"path": "/plain"}, "relay": "origin"},
           {"id": "short", "match": {"path": "/short"}, "timeout": "300ms",
            "filters": [%s], "relay": "origin"},
           {"id": "heavy", "match": {"path": "/heavy"}, "filters": [%s], "relay": "origin"}]}
        """
        .formatted(origin.port(), tasks, filter, filter);
  }

  private TestGateway gateway(String filter) {
    return TestGateway.start(
        config(
            """
            {"workers": 1, "grpc": true,
             "limits": {"validateJson": {"queue": 1}, "decompress": {"queue": 1}}}
            """,
            filter));
  }

  private static long counted(TestGateway gateway, String task, String event) {
    return gateway.gateway().tasks().telemetry().counted(task, event);
  }

  private static HttpRequest.Builder request(TestGateway gateway, String path, String... headers) {
    HttpRequest.Builder request =
        HttpClients.request(gateway.url(path)).header("content-type", "application/json");
    return headers.length == 0 ? request : request.headers(headers);
  }

  private CompletableFuture<HttpResponse<String>> start(
      TestGateway gateway, String path, byte[] body, String... headers) {
    return client.sendAsync(
        request(gateway, path, headers).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(
      TestGateway gateway, String path, byte[] body, String... headers) throws Exception {
    return start(gateway, path, body, headers).get();
  }

  /** Keeps the only worker until it is cancelled. */
  private CompletableFuture<HttpResponse<String>> busy(TestGateway gateway) {
    CompletableFuture<HttpResponse<String>> job =
        client.sendAsync(
            HttpClients.request(gateway.url("/busy"))
                .POST(BodyPublishers.ofString("{\"below\":9000000000000000000}"))
                .build(),
            BodyHandlers.ofString());
    Eventually.await(
        () -> counted(gateway, "sumOfSquares", "started") == 1, SOON, "The worker is not busy.");
    return job;
  }

  private static void queued(TestGateway gateway, int count) {
    Eventually.await(
        () -> gateway.gateway().tasks().nodes().all().get(0).cpu().queued() == count,
        SOON,
        "It is not so that " + count + " wait.");
  }

  @Test
  void longContentIsLookedAtByAWorkerAndShortContentIsNot() throws Exception {
    try (TestGateway gateway = gateway(VALIDATE)) {
      assertThat(post(gateway, "/heavy", SMALL).statusCode()).isEqualTo(200);
      assertThat(counted(gateway, "validateJson", "submitted")).isZero();

      assertThat(post(gateway, "/heavy", LARGE).statusCode()).isEqualTo(200);
      assertThat(origin.awaitRequest(2).body()).isEqualTo(LARGE);
      assertThat(counted(gateway, "validateJson", "done")).isEqualTo(1);

      HttpResponse<String> refused = post(gateway, "/heavy", WRONG);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("\"errors\":[{\"field\":\"\"").contains("id");
      assertThat(origin.requests()).hasSize(2);
      assertThat(counted(gateway, "validateJson", "submitted")).isEqualTo(2);
      assertThat(gateway.gateway().metrics())
          .contains("drover_task_jobs_total{event=\"done\",task=\"validateJson\"} 2.0")
          .contains("drover_filter_refused_total{filter=\"validateJson\",route=\"heavy\"} 1.0");
    }
  }

  @Test
  void theLengthFromWhichItIsForWorkersCanBeSaid() throws Exception {
    String always = "{\"validateJson\": {\"on\": {\"place\": \"worker\", \"from\": \"0B\"}}}";
    try (TestGateway gateway = gateway(always)) {
      assertThat(post(gateway, "/heavy", SMALL).statusCode()).isEqualTo(200);
      assertThat(counted(gateway, "validateJson", "done")).isEqualTo(1);
    }
  }

  @Test
  void contentStaysOnTheLoopWhereTheConfigurationSaysSo() throws Exception {
    try (TestGateway gateway = gateway("{\"validateJson\": {\"on\": \"loop\"}}")) {
      assertThat(post(gateway, "/heavy", LARGE).statusCode()).isEqualTo(200);
      assertThat(counted(gateway, "validateJson", "submitted")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"validateJson", "decompress"})
  void aFullQueueIsToldWithWhenToComeBack(String filter) throws Exception {
    boolean json = filter.equals("validateJson");
    byte[] content = json ? LARGE : Bytes.gzip(Bytes.random(50_000, 7));
    String[] headers = json ? new String[0] : GZIP;
    try (TestGateway gateway = gateway(json ? VALIDATE : DECOMPRESS)) {
      CompletableFuture<HttpResponse<String>> busy = busy(gateway);
      CompletableFuture<HttpResponse<String>> waiting = start(gateway, "/heavy", content, headers);
      queued(gateway, 1);

      HttpResponse<String> refused = start(gateway, "/heavy", content, headers).get();
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after"))
          .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
      assertThat(counted(gateway, filter, "refused")).isEqualTo(1);
      assertThat(origin.requests()).isEmpty();
      assertThat(HttpClients.get(client, gateway.url("/plain")).statusCode()).isEqualTo(200);

      busy.cancel(true);
      assertThat(waiting.get().statusCode()).isEqualTo(200);
      assertThat(origin.requests()).hasSize(2);
    }
  }

  @Test
  void workThatWaitsIsCancelledWithItsRequest() throws Exception {
    try (TestGateway gateway = gateway(VALIDATE)) {
      CompletableFuture<HttpResponse<String>> busy = busy(gateway);
      CompletableFuture<HttpResponse<String>> waiting = start(gateway, "/heavy", LARGE);
      queued(gateway, 1);
      waiting.cancel(true);
      Eventually.await(
          () -> counted(gateway, "validateJson", "cancelled") == 1, SOON, "It goes on waiting.");
      queued(gateway, 0);
      busy.cancel(true);
      assertThat(post(gateway, "/heavy", LARGE).statusCode()).isEqualTo(200);
      assertThat(counted(gateway, "validateJson", "started")).isEqualTo(1);
      assertThat(origin.requests()).hasSize(1);
    }
  }

  @Test
  void workThatWaitsTooLongIsNotDone() throws Exception {
    try (TestGateway gateway = gateway(VALIDATE)) {
      CompletableFuture<HttpResponse<String>> busy = busy(gateway);
      assertThat(post(gateway, "/short", LARGE).statusCode()).isEqualTo(504);
      queued(gateway, 0);
      assertThat(counted(gateway, "validateJson", "started")).isZero();
      assertThat(counted(gateway, "validateJson", "submitted")).isEqualTo(1);
      busy.cancel(true);
    }
  }

  @Test
  void packedContentIsUnpackedByAWorker() throws Exception {
    try (TestGateway gateway = gateway(DECOMPRESS)) {
      assertThat(post(gateway, "/heavy", PACKED, GZIP).statusCode()).isEqualTo(200);
      assertThat(origin.awaitRequest(1).body()).isEqualTo(Bytes.random(500_000, 7));
      assertThat(counted(gateway, "decompress", "done")).isPositive();

      byte[] bomb = Bytes.gzip(new byte[64 << 20]);
      assertThat(bomb).hasSizeGreaterThan(32 << 10);
      assertThat(post(gateway, "/heavy", bomb, GZIP).statusCode()).isEqualTo(413);
      byte[] none = Bytes.random(100_000, 8);
      assertThat(post(gateway, "/heavy", none, GZIP).statusCode()).isEqualTo(400);
      assertThat(gateway.gateway().metrics())
          .contains("drover_filter_refused_total{filter=\"decompress\",route=\"heavy\"} 2.0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"validateJson", "decompress", "compress"})
  void aNodeWithoutWorkersIsToldWhenItsConfigurationIsRead(String filter) {
    String worker = "{\"%s\": {\"on\": \"worker\"}}".formatted(filter);
    assertThatThrownBy(() -> TestGateway.start(config("{\"workers\": 0}", worker)).close())
        .hasStackTraceContaining("/routes/2/filters/0/" + filter + "/on")
        .hasStackTraceContaining("\"tasks\" says that it has none");
    String loop = "{\"%s\": {\"on\": \"loop\"}}".formatted(filter);
    TestGateway.start(config("{\"workers\": 0}", loop)).close();
  }

  @Test
  void theWorkOfAFilterCannotBeAskedForByItsName() throws Exception {
    try (TestGateway gateway = gateway(VALIDATE)) {
      HttpResponse<String> asked =
          HttpClients.post(client, gateway.url("/v1/tasks/validateJson:submit"), "{}");
      assertThat(asked.statusCode()).isEqualTo(400);
      assertThat(asked.body()).contains("No task is called");
      assertThat(HttpClients.get(client, gateway.url("/v1/tasks")).body())
          .contains("primes")
          .doesNotContain("validateJson");
    }
    assertThatThrownBy(
            () ->
                TestGateway.start(
                        config("{\"named\": {\"compress\": {\"kind\": \"gzip\"}}}", DECOMPRESS))
                    .close())
        .hasStackTraceContaining("/tasks/named/compress")
        .hasStackTraceContaining("is the name of a filter");
  }
}
