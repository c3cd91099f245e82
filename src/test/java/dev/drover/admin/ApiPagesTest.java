package dev.drover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.config.AdminConfig;
import dev.drover.schema.openapi.OpenApi;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ApiPagesTest {
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

  private static ApiDocument api(String id, String title, String host) {
    return new ApiDocument(
        id,
        title,
        host,
        () -> {
          ObjectNode document =
              OpenApi.of(new OpenApi.Info(title, "1", ""), List.of(), OpenApi.Options.CANONICAL);
          document.withObjectProperty("paths").putObject("/" + id.replace(' ', '-'));
          return document;
        });
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void withoutTranscodingRoutesThereIsNothingToShow() throws Exception {
    for (String page : List.of("/api", "/openapi.json")) {
      assertThat(get(page).statusCode()).isEqualTo(404);
      assertThat(json(page).path("error").asText())
          .isEqualTo("The configuration has no transcoding routes.");
    }
    assertThat(get("/").body()).doesNotContain("/api");
  }

  @Test
  void theDocumentOfTheOnlyRouteIsTheOneOfAll() throws Exception {
    view.apis = List.of(api("books", "Library", ""));
    JsonNode all = json("/openapi.json");
    assertThat(all.at("/info/title").asText()).isEqualTo("Library");
    assertThat(all).isEqualTo(json("/openapi/books.json"));
    assertThat(all.at("/servers/0/url").asText()).isEqualTo("http://127.0.0.1:8080");
  }

  @Test
  void eachRouteHasADocumentAndOneIsOfAll() throws Exception {
    view.apis = List.of(api("my books", "Library", ""), api("orders", "Orders", "shop.example"));
    view.listeners =
        List.of(new ListenerView("::", 8443, true), new ListenerView("10.0.0.1", 80, false));
    assertThat(json("/openapi/my%20books.json").at("/servers/0/url").asText())
        .isEqualTo("http://10.0.0.1");
    assertThat(json("/openapi/orders.json").at("/servers/0/url").asText())
        .isEqualTo("http://shop.example");
    JsonNode all = json("/openapi.json");
    assertThat(all.path("info").toString()).isEqualTo("{\"title\":\"All APIs\",\"version\":\"1\"}");
    assertThat(all.at("/paths/~1my-books/servers/0/url").asText()).isEqualTo("http://10.0.0.1");
    assertThat(all.at("/paths/~1orders/servers/0/url").asText()).isEqualTo("http://shop.example");
    assertThat(get("/openapi/none.json").statusCode()).isEqualTo(404);
    assertThat(get("/openapi/orders").statusCode()).isEqualTo(404);
  }

  @Test
  void thePageNeedsNothingFromElsewhere() throws Exception {
    view.apis = List.of(api("books", "Library", ""));
    HttpResponse<String> page = get("/api");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe-eval", "http");
    assertThat(page.body())
        .contains("data-document=\"/openapi.json\"", "data-try=\"true\"")
        .doesNotContain("<select", "src=\"http", "href=\"http", "href=\"//");
    assertThat(get("/").body()).contains("<a href=\"/api\">");
  }

  @Test
  void theViewerIsServedFromTheClassPath() throws Exception {
    view.apis = List.of(api("books", "Library", ""));
    String page = get("/api").body();
    for (String file : List.of("swagger-ui.css", "swagger-ui-bundle.js")) {
      String path = ApiPage.VIEWER + file;
      assertThat(page).contains("\"" + path + "\"");
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
      assertThat(answer.body()).hasSizeGreaterThan(100_000);
    }
    assertThat(get(ApiPage.VIEWER + "index.html").statusCode()).isEqualTo(404);
    assertThat(get(ApiPage.VIEWER + "..%2f..%2fx").statusCode()).isEqualTo(404);
  }

  @Test
  void severalDocumentsCanBeChosen() throws Exception {
    view.apis = List.of(api("a<b", "Library", ""), api("orders", "orders", ""));
    assertThat(get("/api").body())
        .contains("<option value=\"\" selected>All routes", "a&lt;b: Library", ">orders</option>");
    assertThat(get("/api?route=a%3Cb").body())
        .contains("<option value=\"a&lt;b\" selected>", "data-document=\"/openapi/a%3Cb.json\"");
    assertThat(get("/api?route=none").statusCode()).isEqualTo(404);
  }

  @Test
  void withoutATcpListenerNothingCanBeTried() throws Exception {
    view.apis = List.of(api("books", "Library", ""));
    view.listeners = List.of();
    assertThat(get("/api").body()).contains("data-try=\"false\"", "Requests can be tried only");
    assertThat(json("/openapi.json").has("servers")).isFalse();
  }

  @Test
  void onAnotherThanALoopbackAddressNothingCanBeTried() throws Exception {
    AdminServer open = new AdminServer(vertx, view);
    view.apis = List.of(api("books", "Library", ""));
    int local = port;
    port = open.listen(new AdminConfig("0.0.0.0", 0, false)).await(10, TimeUnit.SECONDS);
    try {
      assertThat(get("/api").body()).contains("data-try=\"false\"");
      assertThat(get("/api/try/localhost/x").statusCode()).isEqualTo(404);
    } finally {
      port = local;
      open.close().await(10, TimeUnit.SECONDS);
    }
  }
}
