package dev.drover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.AdminConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
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
class TryRelayTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeView view = new FakeView();
  private final AdminServer admin = new AdminServer(vertx, view);
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile MultiMap seen = MultiMap.caseInsensitiveMultiMap();
  private int port;

  @BeforeEach
  void listen() throws Exception {
    HttpServer listener =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    view.listeners = List.of(new ListenerView("0.0.0.0", listener.actualPort(), false));
    port = admin.listen(new AdminConfig("127.0.0.1", 0, false)).await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    admin.close().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    seen = request.headers();
    request
        .body()
        .onSuccess(
            body ->
                request
                    .response()
                    .setStatusCode(404)
                    .putHeader("set-cookie", "a=b")
                    .putHeader("clear-site-data", "\"*\"")
                    .putHeader("content-security-policy", "script-src *")
                    .putHeader("content-type", "text/html")
                    .putHeader("x-own", "1")
                    .end(request.method() + " " + request.uri() + " " + body));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("sec-fetch-site", "same-origin")
        .header("sec-fetch-dest", "empty");
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void takesARequestToTheListenerAndItsAnswerBack() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/api/try/api.example:81/v1/a%2Fb:c?q=%20&r")
                .header("x-mine", "2")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("PATCH /v1/a%2Fb:c?q=%20&r {}");
    assertThat(answer.headers().firstValue("x-own")).hasValue("1");
    assertThat(seen.get("host")).isEqualTo("api.example:81");
    assertThat(seen.get("x-mine")).isEqualTo("2");
  }

  @Test
  void theListenerSeesNothingOfTheBrowser() throws Exception {
    send(
        request("/api/try/localhost/")
            .header("cookie", "session=1")
            .header("origin", "http://127.0.0.1:" + port)
            .header("referer", "http://127.0.0.1/api")
            .header("x-forwarded-for", "10.0.0.1")
            .header("forwarded", "for=10.0.0.1"));
    assertThat(seen.names())
        .doesNotContain(
            "cookie",
            "origin",
            "referer",
            "x-forwarded-for",
            "forwarded",
            "sec-fetch-site",
            "sec-fetch-dest");
  }

  @Test
  void theAnswerCanDoNothingToTheAdminPort() throws Exception {
    HttpResponse<String> answer = send(request("/api/try/localhost/"));
    assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "clear-site-data");
    assertThat(answer.headers().allValues("content-security-policy"))
        .containsExactly("default-src 'none'; sandbox");
    assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
  }

  @Test
  void otherPagesAndLinksAreRefused() throws Exception {
    String url = "http://127.0.0.1:" + port + "/api/try/localhost/x";
    for (String[] fetch :
        new String[][] {
          {"cross-site", "empty"},
          {"same-site", "empty"},
          {"none", "document"},
          {"same-origin", "document"},
          {"same-origin", "script"}
        }) {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(URI.create(url))
                  .header("sec-fetch-site", fetch[0])
                  .header("sec-fetch-dest", fetch[1]));
      assertThat(answer.statusCode()).as(String.join(" ", fetch)).isEqualTo(403);
    }
    assertThat(send(HttpRequest.newBuilder(URI.create(url))).statusCode()).isEqualTo(403);
    assertThat(seen.isEmpty()).isTrue();
  }

  @Test
  void aPathWithoutAnAuthorityIsRefused() throws Exception {
    assertThat(send(request("/api/try/localhost")).statusCode()).isEqualTo(400);
    assertThat(send(request("/api/try/a@b/x")).statusCode()).isEqualTo(400);
  }

  @Test
  void tooMuchContentIsRefused() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/api/try/localhost/x")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(4 << 20) + 1])));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("4 MiB");
    assertThat(seen.isEmpty()).isTrue();
  }

  @Test
  void aListenerThatDoesNotAnswerIsABadGateway() throws Exception {
    HttpServer gone =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.connection().close())
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    view.listeners = List.of(new ListenerView("127.0.0.1", gone.actualPort(), false));
    assertThat(send(request("/api/try/localhost/x")).statusCode()).isEqualTo(502);
    gone.close().await(10, TimeUnit.SECONDS);
    assertThat(send(request("/api/try/localhost/x")).statusCode()).isEqualTo(502);
    view.listeners = List.of();
    assertThat(send(request("/api/try/localhost/x")).statusCode()).isEqualTo(503);
  }
}
