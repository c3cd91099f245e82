package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SEEDS 4.2, 4.5, 4.6 and 4.7: a hundred pages, one by one, ten at once, in either order. */
@ExtendWith(NoLeaks.class)
class Seed402ScrapeTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int PERMITS = 10;

  private final ScriptedOrigin origin =
      ScriptedOrigin.counting(
          0, call -> call.after(Duration.ofMillis(50), () -> call.answer(200, call.path())));
  private final HttpClient client = HttpClients.http1();
  private final TestGateway gateway =
      TestConfig.http2(origin.port())
          .upstream("outliers", new JsonObject().put("enabled", false))
          .before(route("serial", 1, "partial", "declared"))
          .before(route("ten", PERMITS, "partial", "declared"))
          .before(route("arrival", PERMITS, "partial", "arrival"))
          .start();

  private static String route(String id, int concurrency, String policy, String order) {
    return """
    {"id": "%s", "match": {"path": "/%s"},
     "aggregate": {"concurrency": %d, "policy": "%s",
       "calls": {"pages": {"upstream": "origin", "path": "/{page}", "part": "=result.body",
         "foreach": {"in": "request.body", "as": "page", "order": "%s"}}}}}
    """
        .formatted(id, id, concurrency, policy, order);
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private static String pages(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList().toString();
  }

  private long millis(String path) throws Exception {
    HttpClients.get(client, gateway.url("/warm"));
    long began = System.nanoTime();
    HttpResponse<String> answer = HttpClients.post(client, gateway.url(path), pages(100));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getJsonArray("pages")).hasSize(100);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  @Test
  void aHundredPagesOneByOneAndTenAtOnce() throws Exception {
    long serial = millis("/serial");
    assertThat(serial).isGreaterThanOrEqualTo(5000);
    assertThat(origin.maxInFlight()).isEqualTo(1);
    long ten = millis("/ten");
    SeedReport.row("4.2", "100 pages of 50 ms, one by one", "5 s", serial + " ms");
    SeedReport.row(
        "4.5",
        "100 pages of 50 ms, aggregate with 10 permits",
        "0.5 s, 10 at the origin at most",
        ten + " ms, " + origin.maxInFlight());
    assertThat(origin.maxInFlight()).isEqualTo(PERMITS);
    assertThat(ten).isGreaterThanOrEqualTo(500);
    assertThat((double) serial / ten).isGreaterThan(4);
  }

  @Test
  void permitsComeBackAfterFailuresAndCancellations() throws Exception {
    ScriptedOrigin.Script before = origin.change(call -> {});
    try (Http2Calls calls = Http2Calls.to(gateway.port())) {
      HttpClientRequest request = Http2Calls.await(calls.open("POST", "/ten"));
      request.putHeader("content-type", "application/json");
      request.end(pages(60));
      Eventually.await(() -> origin.inFlight() == PERMITS, SOON, "Ten are not under way.");
      request.reset(8);
      Eventually.await(() -> origin.inFlight() == 0, SOON, "Cancelled calls go on.");
      assertThat(origin.count()).isEqualTo(PERMITS);
    }
    origin.change(
        call -> {
          if (call.number() % 3 == 0) {
            call.answer(500, "no");
          } else {
            call.after(Duration.ofMillis(2), () -> call.answer(404, "no"));
          }
        });
    HttpResponse<String> failed = HttpClients.post(client, gateway.url("/ten"), pages(100));
    assertThat(new JsonObject(failed.body()).getJsonArray("errors")).hasSize(100);
    origin.change(before);
    millis("/ten");
    SeedReport.row(
        "4.6",
        "aggregate: 60 cancelled of which 50 waited, 100 failed, 100 served",
        "10 permits, never more and never fewer",
        origin.maxInFlight() + " at most");
    assertThat(origin.maxInFlight()).isEqualTo(PERMITS);
  }

  @Test
  void resultsInEitherOrder() throws Exception {
    origin.change(
        call -> {
          int page = Integer.parseInt(call.path().substring(1));
          call.after(Duration.ofMillis(20 + 60L * (4 - page)), () -> call.answer(200, call.path()));
        });
    assertThat(lines("/ten")).isEqualTo("\"/0\",\"/1\",\"/2\",\"/3\",\"/4\"");
    assertThat(lines("/arrival")).isEqualTo("\"/4\",\"/3\",\"/2\",\"/1\",\"/0\"");
    String whole = HttpClients.post(client, gateway.url("/arrival"), pages(5)).body();
    assertThat(new JsonObject(whole).getJsonArray("pages").getList())
        .isEqualTo(List.of("/4", "/3", "/2", "/1", "/0"));
    SeedReport.row(
        "4.7", "5 pages, the last is the quickest", "0 1 2 3 4 and 4 3 2 1 0", "both orders");
  }

  private String lines(String path) throws Exception {
    return HttpClients.post(client, gateway.url(path), pages(5), "accept", "application/x-ndjson")
        .body()
        .lines()
        .collect(Collectors.joining(","));
  }
}
