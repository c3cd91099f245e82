package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SEEDS 0.8: many calls, all awaited; the first failure cancels the rest. Ten times faster. */
@ExtendWith(NoLeaks.class)
class Seed008TaskGroupTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String CALLS =
      """
      "calls": {"one": {"upstream": "origin", "path": "/%s"},
                "two": {"upstream": "origin", "path": "/%s"},
                "three": {"upstream": "origin", "path": "/%s"}}
      """;

  private final ScriptedOrigin origin = ScriptedOrigin.start(Seed008TaskGroupTest::serve);
  private final HttpClient client = HttpClients.http1();
  private final TestGateway gateway =
      TestConfig.http2(origin.port())
          .upstream("outliers", new JsonObject().put("enabled", false))
          .before(route("all", "all", "100", "200", "300"))
          .before(route("fails", "all", "3000", "3000", "fails"))
          .before(route("partial", "partial", "100", "200", "fails"))
          .start();

  private static String route(String id, String policy, String... paths) {
    return "{\"id\": \""
        + id
        + "-calls\", \"match\": {\"path\": \"/"
        + id
        + "\"},"
        + " \"aggregate\": {\"policy\": \""
        + policy
        + "\", "
        + CALLS.formatted((Object[]) paths)
        + "}}";
  }

  private static void serve(ScriptedOrigin.Call call) {
    switch (call.path()) {
      case "/warm" -> call.answer(200, "");
      case "/fails" -> call.after(Duration.ofMillis(50), () -> call.answer(500, ""));
      default -> {
        int millis = Integer.parseInt(call.path().substring(1));
        call.after(Duration.ofMillis(millis), () -> call.answer(200, call.path()));
      }
    }
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private record Timed(HttpResponse<String> answer, long millis) {}

  private Timed get(String path) throws Exception {
    HttpClients.get(client, gateway.url("/warm"));
    long began = System.nanoTime();
    HttpResponse<String> answer = HttpClients.get(client, gateway.url(path));
    return new Timed(answer, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  @Test
  void threeCallsTakeAsLongAsTheLongest() throws Exception {
    Timed all = get("/all");
    assertThat(all.answer.body())
        .isEqualTo("{\"one\":\"/100\",\"two\":\"/200\",\"three\":\"/300\"}");
    assertThat(origin.maxInFlight()).isEqualTo(3);
    assertThat(all.millis).isBetween(300L, 550L);
    SeedReport.row(
        "0.8", "3 calls of 100, 200, 300 ms (1:10)", "300 ms, not 600 ms", all.millis + " ms");
  }

  @Test
  void theFirstFailureCancelsTheRest() throws Exception {
    Timed failed = get("/fails");
    assertThat(failed.answer.statusCode()).isEqualTo(502);
    assertThat(failed.answer.body()).contains("The call \\\"three\\\" has failed.");
    Eventually.await(() -> origin.cancelled() == 2, SOON, "The others were not cancelled.");
    assertThat(failed.millis).isLessThan(300);
    SeedReport.row(
        "0.8",
        "one of three fails at 50 ms, the others take 3 s",
        "answer by 60 ms, the others reset",
        failed.millis + " ms, " + origin.cancelled() + " reset");
  }

  @Test
  void aPartialAnswerListsErrors() throws Exception {
    Timed partial = get("/partial");
    assertThat(partial.answer.statusCode()).isEqualTo(200);
    assertThat(partial.answer.body())
        .startsWith("{\"one\":\"/100\",\"two\":\"/200\",\"three\":null,\"errors\":[{")
        .contains("\"call\":\"three\"");
    assertThat(origin.cancelled()).isZero();
    SeedReport.row(
        "0.8", "the same, partial", "200 with errors[]", "200 in " + partial.millis + " ms");
  }
}
