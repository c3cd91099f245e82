package dev.drover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.admin.AdminView.Readiness;
import dev.drover.config.AdminConfig;
import dev.drover.config.InvalidConfig;
import dev.drover.config.Problem;
import dev.drover.herd.HerdState;
import dev.drover.herd.Store;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AdminServerTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeView view = new FakeView();
  private final AdminServer admin = new AdminServer(vertx, view);
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @BeforeEach
  void listen() throws Exception {
    port = admin.listen(new AdminConfig("127.0.0.1", 0, false)).await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    admin.close().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private HttpResponse<String> call(String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return call("GET", path);
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void healthIsGoodWhileTheProcessLives() throws Exception {
    view.readiness = new Readiness(false, "Draining.");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void readinessSaysWhy() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    view.readiness = new Readiness(false, "Draining: 12 exchanges are left.");
    HttpResponse<String> answer = get("/readyz");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(json(answer).get("reason").textValue())
        .isEqualTo("Draining: 12 exchanges are left.");
  }

  @Test
  void metricsAreTheScrape() throws Exception {
    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.body()).isEqualTo("up 1\n");
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4");
  }

  @Test
  void routesUpstreamsAndConfigurationAreShown() throws Exception {
    assertThat(json(get("/routes")).at("/0/handler").textValue()).isEqualTo("relay greeter");
    JsonNode upstreams = json(get("/upstreams"));
    assertThat(upstreams.at("/0/endpoints/2/state").textValue()).isEqualTo("ejected");
    assertThat(upstreams.at("/0/endpoints/2/note").textValue()).startsWith("5 failures");
    assertThat(json(get("/config")).at("/admin/token").textValue()).isEqualTo("(redacted)");
  }

  @Test
  void schemasAreShownWithWhatIsWrongWithThem() throws Exception {
    JsonNode schemas = json(get("/schemas"));
    assertThat(schemas.at("/0/version").textValue()).isEqualTo("5f2c01ab9e77");
    assertThat(schemas.at("/0/loaded_at").textValue()).isEqualTo("2026-11-20T08:15:00Z");
    assertThat(schemas.at("/0/age_seconds").longValue()).isEqualTo(4210);
    assertThat(schemas.at("/0/services/0/name").textValue()).isEqualTo("helloworld.Greeter");
    assertThat(schemas.at("/0/services/0/methods/0").textValue()).isEqualTo("SayHello");
    assertThat(schemas.at("/0/changes/0").textValue()).contains("WatchHello was added");
    assertThat(schemas.at("/1/version").textValue()).isEmpty();
    assertThat(schemas.at("/1/problem").textValue()).isEqualTo("orders.binpb is not there.");
    assertThat(get("/").body()).contains("stale", "absent", "70 min 10 s", "orders.binpb is not");
  }

  @Test
  void theHerdIsShownWhereThereIsOne() throws Exception {
    assertThat(get("/herd").statusCode()).isEqualTo(404);
    assertThat(get("/").body()).doesNotContain("href=\"/herd\"");
    view.herd =
        Optional.of(
            new HerdState(
                "Clark",
                7,
                "ring",
                List.of("Bona", "Clark"),
                List.of(new HerdState.Peer("Bona", 8, "10.0.0.7:10000", false, 3, 2, 1, 0, 2500)),
                List.of(new Store.Fill("location", 5, 100, 0)),
                new HerdState.Counts(1, 2, 3, 4, 5, 6, 7, 8),
                1,
                9,
                new HerdState.Shared(
                    List.of(
                        new HerdState.Ejection(
                            "orders", "10.0.0.9:80", List.of("Bona", "Clark"), true, 1500)),
                    List.of(new HerdState.Quota("all", 2, 1, 3)),
                    List.of(new HerdState.Pause("orders", "2a", 900)),
                    new HerdState.Answers(5, 4, 1))));
    JsonNode herd = json(get("/herd"));
    assertThat(herd.at("/members/1").textValue()).isEqualTo("Clark");
    assertThat(herd.at("/links/0/silent_ms").longValue()).isEqualTo(2500);
    assertThat(herd.at("/entries/0/entries").intValue()).isEqualTo(5);
    assertThat(herd.at("/counts/duplicates").longValue()).isEqualTo(5);
    assertThat(herd.at("/shared/ejections/0/witnesses/0").textValue()).isEqualTo("Bona");
    assertThat(herd.at("/shared/quotas/0/keys").intValue()).isEqualTo(3);
    assertThat(herd.at("/shared/pauses/0/left_ms").intValue()).isEqualTo(900);
    assertThat(herd.at("/shared/answers/received").intValue()).isEqualTo(4);
    assertThat(get("/").body()).contains("href=\"/herd\"", "10.0.0.7:10000", "Clark of 2");
  }

  @Test
  void exchangesAreTheOldestFirst() throws Exception {
    JsonNode all = json(get("/exchanges"));
    assertThat(all.get("total").intValue()).isEqualTo(3);
    assertThat(all.get("exchanges").findValuesAsText("id"))
        .containsExactly("0193-a", "0193-c", "0193-b");
    assertThat(all.at("/exchanges/0/age_ms").doubleValue()).isEqualTo(48_210);
    assertThat(all.at("/exchanges/0/stage").textValue()).isEqualTo("answered");
    assertThat(all.at("/exchanges/0/stamps/answered").doubleValue()).isEqualTo(0.4);
    assertThat(json(get("/exchanges?limit=1")).get("exchanges")).hasSize(1);
    assertThat(get("/exchanges?limit=many").statusCode()).isEqualTo(400);
  }

  @Test
  void aLoopThatHangsDoesNotTakeThePagesWithIt() throws Exception {
    view.exchanges = Promise.<java.util.List<ExchangeView>>promise().future();
    HttpResponse<String> answer = get("/exchanges");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(json(answer).get("error").textValue()).contains("hangs");
    assertThat(get("/").body()).contains("an event loop hangs");
  }

  @Test
  void aPageThatFailsSaysSo() throws Exception {
    view.exchanges = Future.failedFuture(new IllegalStateException("broken on purpose"));
    assertThat(get("/exchanges").statusCode()).isEqualTo(503);
    view.broken = true;
    HttpResponse<String> answer = get("/config");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(json(answer).get("error").textValue()).doesNotContain("purpose");
  }

  @Test
  void everythingIsOnlyRead() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "HEAD"}) {
      HttpResponse<String> answer = call(method, "/config");
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("allow")).hasValue("GET");
    }
  }

  @Test
  void anUnknownPageListsThoseThereAre() throws Exception {
    HttpResponse<String> answer = get("/nothing/here");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).get("pages").toString()).contains("\"/metrics\"", "\"/exchanges\"");
  }

  @Test
  void theFrontPageLinksToAllPagesAndShowsWhatTheySay() throws Exception {
    HttpResponse<String> answer = get("/");
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'");
    for (String page :
        new String[] {
          "/metrics",
          "/routes",
          "/config",
          "/exchanges",
          "/upstreams",
          "/schemas",
          "/healthz",
          "/readyz"
        }) {
      assertThat(answer.body()).contains("<a href=\"" + page + "\">");
    }
    assertThat(answer.body())
        .contains(
            "greeter-grpc", "1,284,031", "ejected", "CONNECT_FAILED", "Ready", "no route matched")
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert", "src=", "url(", "href=\"http", "href=\"//");
  }

  @Test
  void aLoopbackPortAnswersOnlyToLoopbackNames() throws Exception {
    assertThat(statusFor("localhost:" + port)).startsWith("HTTP/1.1 200");
    assertThat(statusFor("evil.example")).startsWith("HTTP/1.1 421");
  }

  private String statusFor(String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = "GET /config HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpResponse<String> reload(String path, String type, String json) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("content-type", type)
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void anotherConfigurationIsTakenAndWhatItChangesIsSaid() throws Exception {
    HttpResponse<String> answer =
        reload("/reload", "application/json; charset=utf-8", "{\"a\": 1}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).at("/changes/0").textValue()).isEqualTo("Route a is new.");
    assertThat(view.configuration).isEqualTo("{\"a\": 1}");
    assertThat(reload("/reload?herd", "application/json", "{}").statusCode()).isEqualTo(200);
    assertThat(view.configuration).isEqualTo("herd: {}");
  }

  @Test
  void allThatIsWrongWithAConfigurationIsSaid() throws Exception {
    view.reloaded =
        Future.failedFuture(
            new InvalidConfig("node b", List.of(new Problem("/routes/0", 1, 2, "it is wrong"))));
    HttpResponse<String> answer = reload("/reload", "application/json", "{}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).get("source").textValue()).isEqualTo("node b");
    assertThat(json(answer).at("/problems/0/pointer").textValue()).isEqualTo("/routes/0");
  }

  @Test
  void whileOneIsTakenAnotherHasToWait() throws Exception {
    view.reloaded = Future.failedFuture(Failure.of(Reason.SHED, "Another one is under way."));
    HttpResponse<String> answer = reload("/reload", "application/json", "{}");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(json(answer).get("error").textValue()).isEqualTo("Another one is under way.");
  }

  @Test
  void aWebPageCannotSendAConfiguration() throws Exception {
    assertThat(reload("/reload", "text/plain", "{}").statusCode()).isEqualTo(415);
    assertThat(view.configuration).isEmpty();
    HttpResponse<String> read = get("/reload");
    assertThat(read.statusCode()).isEqualTo(405);
    assertThat(read.headers().firstValue("allow")).hasValue("POST");
  }

  @Test
  void onAnotherThanALoopbackAddressItMustBeAllowed() throws Exception {
    for (boolean allowed : new boolean[] {false, true}) {
      AdminServer open = new AdminServer(vertx, view);
      port = open.listen(new AdminConfig("0.0.0.0", 0, allowed)).await(10, TimeUnit.SECONDS);
      assertThat(reload("/reload", "application/json", "{}").statusCode())
          .isEqualTo(allowed ? 200 : 403);
      open.close().await(10, TimeUnit.SECONDS);
    }
  }
}
