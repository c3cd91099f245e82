package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Routes whose end is a task, done by the workers of the same process. */
@ExtendWith(NoLeaks.class)
class TaskTest {
  private static final String CONFIG =
      """
      {"listeners": [{"host": "127.0.0.1", "port": 0}],
       "accessLog": {"enabled": false},
       "tasks": {
         "workers": 1,
         "named": {
           "names": {"kind": "jsonata", "expression": "people.name"},
           "small": {"kind": "thumbnail", "width": 64, "height": 64},
           "ungzip": {"kind": "gzip", "direction": "decompress", "largest": "1MiB"},
           "unzstd": {"kind": "zstd", "direction": "decompress", "largest": "1MiB"},
           "person": {"kind": "jsonSchema",
                      "schema": {"type": "object", "required": ["name"],
                                 "properties": {"name": {"type": "string"}}}}},
         "limits": {"sumOfSquares": {"queue": 1, "timeout": "20s"}}},
       "routes": [
         {"id": "prime", "match": {"path": "/prime"}, "task": "primes"},
         {"id": "sum", "match": {"path": "/sum"}, "task": {"name": "sumOfSquares", "parts": 1}},
         {"id": "short", "match": {"path": "/short"},
          "task": {"name": "sumOfSquares", "parts": 1, "timeout": "300ms"}},
         {"id": "parts", "match": {"path": "/parts"}, "task": {"name": "sumOfSquares", "parts": 4}},
         {"id": "names", "match": {"path": "/names"}, "task": "names"},
         {"id": "small", "match": {"path": "/small"}, "task": "small"},
         {"id": "gzip", "match": {"path": "/gzip"}, "task": "gzip"},
         {"id": "ungzip", "match": {"path": "/ungzip"}, "task": "ungzip"},
         {"id": "zstd", "match": {"path": "/zstd"}, "task": "zstd"},
         {"id": "unzstd", "match": {"path": "/unzstd"}, "task": "unzstd"},
         {"id": "password", "match": {"path": "/password"}, "task": "password"},
         {"id": "person", "match": {"path": "/person"}, "task": "person"}]}
      """;

  private static final String ENDLESS = "{\"below\":9000000000000000000}";

  private final TestGateway gateway = TestGateway.start(CONFIG);
  private final HttpClient client = HttpClients.http1();

  @AfterEach
  void close() {
    gateway.close();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return HttpClients.post(client, gateway.url(path), body, headers);
  }

  private CompletableFuture<HttpResponse<String>> endless(String path) {
    return client.sendAsync(
        HttpClients.request(gateway.url(path)).POST(BodyPublishers.ofString(ENDLESS)).build(),
        BodyHandlers.ofString());
  }

  private long counted(String task, String event) {
    return gateway.gateway().tasks().telemetry().counted(task, event);
  }

  @Test
  void theQueryIsTheInput() throws Exception {
    HttpResponse<String> answer = HttpClients.get(client, gateway.url("/prime?number=2147483647"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.body()).isEqualTo("{\"number\":2147483647,\"prime\":true}");
  }

  @Test
  void theBodyIsTheInput() throws Exception {
    assertThat(post("/prime", "{\"number\":25}").body()).contains("false");
    assertThat(post("/names", "{\"people\":[{\"name\":\"Ada\"},{\"name\":\"Lin\"}]}").body())
        .isEqualTo("[\"Ada\",\"Lin\"]");
  }

  @Test
  void aJobThatFailsIsARefusal() throws Exception {
    HttpResponse<String> answer = post("/prime", "{\"number\":-1}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("must be from 0 to");
  }

  @Test
  void tellsProgressAsNdjson() throws Exception {
    HttpResponse<String> answer =
        post("/parts", "{\"below\":1000}", "accept", "application/x-ndjson");
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
    List<String> lines = answer.body().lines().toList();
    assertThat(lines.get(0)).startsWith("{\"progress\":");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("{\"result\":{\"sum\":\"332833500\"}}");
  }

  @Test
  void tellsProgressAsEvents() throws Exception {
    HttpResponse<String> answer = post("/parts", "{\"below\":1000}", "accept", "text/event-stream");
    assertThat(answer.body())
        .startsWith("event: progress\ndata: {\"progress\":")
        .endsWith("event: result\ndata: {\"result\":{\"sum\":\"332833500\"}}\n\n");
  }

  @Test
  void aJobThatFailsOnTheWayTellsSoInTheStream() throws Exception {
    HttpResponse<String> answer = post("/short", ENDLESS, "accept", "application/x-ndjson");
    assertThat(answer.body().lines().toList().get(0)).startsWith("{\"progress\":");
    assertThat(answer.body()).contains("{\"error\":{\"reason\":\"DEADLINE\",\"status\":504,");
  }

  @Test
  void aJobThatTakesTooLongIsEnded() throws Exception {
    HttpResponse<String> answer = post("/short", ENDLESS);
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(counted("sumOfSquares", "late")).isEqualTo(1);
    assertThat(post("/prime", "{\"number\":7}").statusCode()).isEqualTo(200);
  }

  @Test
  void aFullQueueIsToldWithWhenToComeBack() throws Exception {
    CompletableFuture<HttpResponse<String>> running = endless("/sum");
    Eventually.await(
        () -> counted("sumOfSquares", "started") == 1, Duration.ofSeconds(10), "It does not run.");
    CompletableFuture<HttpResponse<String>> waiting = endless("/sum");
    Eventually.await(
        () -> counted("sumOfSquares", "submitted") == 2, Duration.ofSeconds(10), "Not there.");
    Eventually.await(
        () -> gateway.gateway().tasks().nodes().all().get(0).cpu().queued() == 1,
        Duration.ofSeconds(10),
        "It does not wait.");
    HttpResponse<String> refused = post("/sum", ENDLESS);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after"))
        .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
    running.cancel(true);
    waiting.cancel(true);
    Eventually.await(
        () -> counted("sumOfSquares", "cancelled") == 2,
        Duration.ofSeconds(10),
        "Jobs of clients that went away go on.");
    assertThat(post("/prime", "{\"number\":7}").statusCode()).isEqualTo(200);
  }

  @Test
  void aScrapeTellsHowBusyTheWorkersAreAndWhatNodesMade() throws Exception {
    post("/prime", "{\"number\":7}");
    post("/prime", "{\"number\":-1}");
    assertThat(gateway.gateway().metrics())
        .contains("drover_task_nodes 1.0")
        .contains("drover_task_threads{kind=\"cpu\"} 1.0")
        .contains("drover_task_threads{kind=\"blocking\"} 64.0")
        .contains("drover_task_running{kind=\"cpu\"}")
        .contains("drover_task_waiting{kind=\"cpu\"}")
        .contains("drover_task_abandoned{kind=\"cpu\"} 0.0")
        .contains("drover_task_wait_seconds_count{task=\"primes\"} 2")
        .contains("drover_task_duration_seconds_count{task=\"primes\"} 2")
        .containsPattern("drover_task_sent_total\\{node=\"[^\"]+\",outcome=\"done\"\\} 1.0")
        .containsPattern("drover_task_sent_total\\{node=\"[^\"]+\",outcome=\"failed\"\\} 1.0");
  }

  @Test
  void makesThumbnails() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1280, 640, BufferedImage.TYPE_INT_RGB), "png", png);
    HttpResponse<byte[]> answer = bytes("/small", png.toByteArray());
    assertThat(answer.headers().firstValue("content-type")).contains("image/png");
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(answer.body()));
    assertThat(small.getWidth()).isEqualTo(64);
    assertThat(small.getHeight()).isEqualTo(32);
    assertThat(post("/small", "no image").statusCode()).isEqualTo(415);
  }

  private HttpResponse<byte[]> bytes(String path, byte[] body) throws Exception {
    return client.send(
        HttpClients.request(gateway.url(path)).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void compressesAndDecompresses(String format) throws Exception {
    byte[] text = "hello ".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    byte[] packed = bytes("/" + format, text).body();
    assertThat(packed).hasSizeLessThan(1000);
    assertThat(bytes("/un" + format, packed).body()).isEqualTo(text);
    byte[] bomb = bytes("/" + format, new byte[2 << 20]).body();
    assertThat(bytes("/un" + format, bomb).statusCode()).isEqualTo(413);

    for (byte[] broken : List.of(text, Arrays.copyOf(packed, packed.length - 1))) {
      HttpResponse<byte[]> refused = bytes("/un" + format, broken);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(new String(refused.body(), StandardCharsets.UTF_8))
          .contains("The input is not " + format + ", or not all of it.");
    }
  }

  @Test
  void readsWhatWasPackedWithALargeWindow() throws Exception {
    byte[] text = "hello ".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStreamNoFinalizer(packed, 3).setWindowLog(26)) {
      out.write(text);
    }
    assertThat(bytes("/unzstd", packed.toByteArray()).body()).isEqualTo(text);
  }

  @Test
  void checksPasswords() throws Exception {
    String hash = BCrypt.hashpw("secret", BCrypt.gensalt(4));
    String asked = "{\"password\":\"%s\",\"hash\":\"" + hash + "\"}";
    assertThat(post("/password", asked.formatted("secret")).body())
        .isEqualTo("{\"verified\":true}");
    assertThat(post("/password", asked.formatted("Secret")).body())
        .isEqualTo("{\"verified\":false}");
    String costly = hash.replace("$04$", "$31$");
    assertThat(post("/password", "{\"password\":\"x\",\"hash\":\"" + costly + "\"}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void validatesBySchema() throws Exception {
    assertThat(post("/person", "{\"name\":\"Ada\"}").body())
        .isEqualTo("{\"valid\":true,\"errors\":[]}");
    assertThat(post("/person", "{\"name\":7}").body())
        .startsWith("{\"valid\":false,\"errors\":[{\"at\":\"/name\"");
  }
}
