package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that workers compress: whole, in order, and never refused for want of workers. */
@ExtendWith(NoLeaks.class)
class CompressOnWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String LONG = text(200_000);
  private static final String WHOLE = text(3_000);

  private final ScriptedOrigin origin =
      ScriptedOrigin.start(call -> call.answer(200, LONG, "content-type", "text/plain"));
  private final TestGateway gateway =
      TestGateway.start(
          new JsonObject(
                  """
                  {"listeners": [{"host": "127.0.0.1", "port": 0}],
                   "accessLog": {"enabled": false},
                   "upstreams": {"origin": {"protocol": "http", "endpoints": ["127.0.0.1:%d"]}},
                   "tasks": {"workers": 1, "limits": {"compress": {"queue": 1}}},
                   "routes": [
                     {"match": {"path": "/busy"}, "task": {"name": "sumOfSquares", "parts": 1}},
                     {"match": {"path": "/long"}, "filters": [{"compress": {"on": "worker"}}],
                      "relay": "origin"},
                     {"match": {"path": "/whole"}, "filters": [{"compress": {"on": "worker"}}],
                      "respond": {"headers": {"content-type": "text/plain"}, "body": "%s"}}]}
                  """
                      .formatted(origin.port(), WHOLE.replace("\n", "\\n")))
              .encode());
  private final HttpClient client = HttpClients.http1();

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private static String text(int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("line ").append(i).append(" of it\n");
    }
    return text.toString();
  }

  private CompletableFuture<HttpResponse<byte[]>> get(String path, String coding) {
    return client.sendAsync(
        HttpClients.request(gateway.url(path)).header("accept-encoding", coding).build(),
        BodyHandlers.ofByteArray());
  }

  private static String unpacked(HttpResponse<byte[]> answer) throws IOException {
    InputStream bytes = new ByteArrayInputStream(answer.body());
    InputStream plain =
        switch (answer.headers().firstValue("content-encoding").orElse("")) {
          case "gzip" -> new GZIPInputStream(bytes);
          case "deflate" -> new InflaterInputStream(bytes);
          case "zstd" -> new ZstdInputStream(bytes);
          default -> bytes;
        };
    return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
  }

  private long counted(String task, String event) {
    return gateway.gateway().tasks().telemetry().counted(task, event);
  }

  private CompletableFuture<HttpResponse<Void>> busy() {
    CompletableFuture<HttpResponse<Void>> job =
        client.sendAsync(
            HttpClients.request(gateway.url("/busy"))
                .POST(BodyPublishers.ofString("{\"below\":9000000000000000000}"))
                .build(),
            BodyHandlers.discarding());
    Eventually.await(() -> counted("sumOfSquares", "started") == 1, SOON, "It is not busy.");
    return job;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void anAnswerThatStreamsIsCompressedPieceByPieceInOrder(String coding) throws Exception {
    HttpResponse<byte[]> answer = get("/long", coding).get();
    assertThat(answer.headers().firstValue("content-encoding")).hasValue(coding);
    assertThat(answer.body()).hasSizeLessThan(LONG.length() / 4);
    assertThat(unpacked(answer)).isEqualTo(LONG);
    assertThat(counted("compress", "submitted")).isGreaterThan(1);
    assertThat(counted("compress", "done")).isEqualTo(counted("compress", "submitted"));
  }

  @Test
  void anAnswerThatIsThereAsAWholeIsOneJob() throws Exception {
    HttpResponse<byte[]> answer = get("/whole", "gzip").get();
    assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(unpacked(answer)).isEqualTo(WHOLE);
    assertThat(counted("compress", "done")).isEqualTo(1);
  }

  @Test
  void streamsWaitForWorkersAndWholeAnswersGoAsTheyAre() throws Exception {
    CompletableFuture<HttpResponse<Void>> busy = busy();
    List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(get("/long", "gzip"));
    }
    Eventually.await(() -> counted("compress", "refused") > 1, SOON, "None is refused.");
    HttpResponse<byte[]> whole = get("/whole", "gzip").get();
    assertThat(whole.headers().firstValue("content-encoding")).isEmpty();
    assertThat(unpacked(whole)).isEqualTo(WHOLE);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);

    busy.cancel(true);
    for (CompletableFuture<HttpResponse<byte[]>> answer : waiting) {
      assertThat(unpacked(answer.get())).isEqualTo(LONG);
    }
  }

  @Test
  void aClientThatGoesAwayTakesItsWorkAlong() {
    CompletableFuture<HttpResponse<Void>> busy = busy();
    CompletableFuture<HttpResponse<byte[]>> waiting = get("/long", "zstd");
    Eventually.await(() -> counted("compress", "submitted") == 1, SOON, "It is not asked for.");
    waiting.cancel(true);
    Eventually.await(() -> counted("compress", "cancelled") == 1, SOON, "It goes on.");
    busy.cancel(true);
  }
}
