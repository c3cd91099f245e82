package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chromium without a window, driven by WebDriver (W3C); one page at a time. */
final class Browser implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Program driver;
  private final String session;

  private Browser(Program driver, int port) {
    this.driver = driver;
    String sessions = "http://127.0.0.1:" + port + "/session";
    JsonObject created = (JsonObject) send("POST", sessions, capabilities());
    this.session = sessions + "/" + created.getString("sessionId");
  }

  static Browser start() {
    List<String> lines = new CopyOnWriteArrayList<>();
    Program driver = Program.start(List.of("chromedriver", "--port=0"), lines::add);
    Matcher port = PORT.matcher("");
    Eventually.await(
        () -> lines.stream().anyMatch(line -> port.reset(line).find()),
        Duration.ofSeconds(30),
        "The driver does not start.");
    return new Browser(driver, Integer.parseInt(port.group(1)));
  }

  private static JsonObject capabilities() {
    JsonArray arguments =
        JsonArray.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900");
    JsonObject chrome = new JsonObject().put("args", arguments);
    JsonObject always =
        new JsonObject()
            .put("goog:chromeOptions", chrome)
            .put("goog:loggingPrefs", new JsonObject().put("browser", "ALL"));
    return new JsonObject().put("capabilities", new JsonObject().put("alwaysMatch", always));
  }

  void open(String url) {
    send("POST", session + "/url", new JsonObject().put("url", url));
  }

  /** What a piece of JavaScript returns. */
  Object run(String script) {
    JsonObject asked = new JsonObject().put("script", script).put("args", new JsonArray());
    return send("POST", session + "/execute/sync", asked);
  }

  /** A picture of the page, as PNG. */
  void picture(Path file) throws IOException {
    String picture = (String) send("GET", session + "/screenshot", null);
    Files.write(file, Base64.getDecoder().decode(picture));
  }

  /** What the page has complained of. */
  JsonArray complaints() {
    return (JsonArray) send("POST", session + "/se/log", new JsonObject().put("type", "browser"));
  }

  private Object send(String method, String url, @Nullable JsonObject content) {
    HttpRequest.BodyPublisher body =
        content == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(content.encode());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, body)
            .header("content-type", "application/json")
            .timeout(Duration.ofMinutes(1))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return new JsonObject(answer.body()).getValue("value");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      send("DELETE", session, null);
    } finally {
      driver.close();
    }
  }
}
