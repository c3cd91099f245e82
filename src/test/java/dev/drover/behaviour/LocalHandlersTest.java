package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawHttp2;
import dev.drover.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that the gateway answers itself: files, redirects, fixed answers. */
@ExtendWith(NoLeaks.class)
class LocalHandlersTest {
  private final Path folder;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  LocalHandlersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private TestGateway gateway() throws Exception {
    Path root = Files.createDirectory(folder.resolve("www"));
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Files.writeString(root.resolve("a.txt"), "hello");
    Files.writeString(root.resolve("größer 1.txt"), "umlaut");
    Files.writeString(root.resolve(".hidden"), "hidden");
    Files.writeString(root.resolve("sub/index.html"), "<p>index</p>");
    Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("secret.txt"));
    return TestGateway.start(
        """
        {"listeners": [{"host": "127.0.0.1", "port": 0}],
         "routes": [
           {"match": {"prefix": "/files"}, "static": {"root": "%s", "strip": "/files"}},
           {"match": {"path": "/old"}, "redirect": {"to": "/new", "status": 308}},
           {"match": {"path": "/pong"}, "respond": {"status": 201, "headers": {"x-a": "b"}, "body": "pong"}},
           {"match": {"path": "/empty"}, "respond": {"status": 204}}],
         "accessLog": {"enabled": false}}
        """
            .formatted(root));
  }

  private HttpResponse<String> get(TestGateway gateway, String path, String... headers)
      throws Exception {
    return HttpClients.get(client, gateway.url(path), headers);
  }

  @Test
  void filesAreServedWithTheirTypeAndLength() throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> file = get(gateway, "/files/a.txt");

      assertThat(file.statusCode()).isEqualTo(200);
      assertThat(file.body()).isEqualTo("hello");
      assertThat(file.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
      assertThat(file.headers().firstValue("content-length")).hasValue("5");
      assertThat(get(gateway, "/files/gr%C3%B6%C3%9Fer%201.txt").body()).isEqualTo("umlaut");
      assertThat(get(gateway, "/files/sub/").body()).isEqualTo("<p>index</p>");
    }
  }

  @Test
  void aFileThatHasNotChangedIsNotSentAgain() throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> first = get(gateway, "/files/a.txt");
      String etag = first.headers().firstValue("etag").orElseThrow();
      String modified = first.headers().firstValue("last-modified").orElseThrow();

      assertThat(get(gateway, "/files/a.txt", "if-none-match", etag).statusCode()).isEqualTo(304);
      assertThat(get(gateway, "/files/a.txt", "if-modified-since", modified).statusCode())
          .isEqualTo(304);
      assertThat(get(gateway, "/files/a.txt", "if-none-match", "\"other\"").statusCode())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, h, bytes 0-0/5",
    "bytes=1-3, ell, bytes 1-3/5",
    "bytes=2-, llo, bytes 2-4/5",
    "bytes=2-99, llo, bytes 2-4/5",
    "bytes=4-99999999999999999999, o, bytes 4-4/5",
    "bytes=-2, lo, bytes 3-4/5",
    "BYTES=-99, hello, bytes 0-4/5"
  })
  void aPartOfAFileIsServed(String range, String part, String place) throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> answer = get(gateway, "/files/a.txt", "range", range);

      assertThat(answer.statusCode()).isEqualTo(206);
      assertThat(answer.body()).isEqualTo(part);
      assertThat(answer.headers().firstValue("content-range")).hasValue(place);
      assertThat(answer.headers().firstValue("accept-ranges")).hasValue("bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-", "bytes=99-100", "bytes=-0", "bytes=99999999999999999999-"})
  void aPartThatIsNotThereIsRefused(String range) throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> answer = get(gateway, "/files/a.txt", "range", range);

      assertThat(answer.statusCode()).isEqualTo(416);
      assertThat(answer.headers().firstValue("content-range")).hasValue("bytes */5");
      assertThat(answer.body()).contains("The file has 5 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-0,2-2", "bytes=3-1", "bytes=-", "bytes=a-b", "lines=1-2", "0-1"})
  void theWholeIsServedWhereNoSinglePartIsAskedFor(String range) throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> answer = get(gateway, "/files/a.txt", "range", range);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("hello");
    }
  }

  @Test
  void aDownloadGoesOnOnlyInTheSameVersion() throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> first = get(gateway, "/files/a.txt");
      String etag = first.headers().firstValue("etag").orElseThrow();
      String modified = first.headers().firstValue("last-modified").orElseThrow();

      for (String version : List.of(etag, modified)) {
        assertThat(get(gateway, "/files/a.txt", "range", "bytes=3-", "if-range", version).body())
            .isEqualTo("lo");
      }
      for (String version : List.of("\"other\"", "W/" + etag, "Thu, 01 Jan 2015 00:00:00 GMT")) {
        assertThat(get(gateway, "/files/a.txt", "range", "bytes=3-", "if-range", version).body())
            .isEqualTo("hello");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/none.txt",
        "/files/.hidden",
        "/files/link.txt",
        "/files/%2e%2e/secret.txt",
        "/files/..%2fsecret.txt",
        "/files/sub/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/files/../secret.txt",
        "/files/a.txt%00.html"
      })
  void nothingOutsideTheFolderIsServed(String path) throws Exception {
    try (TestGateway gateway = gateway();
        RawClient raw = RawClient.connect(gateway.port())) {
      assertThat(raw.get(path).status()).isIn(400, 404);
    }
  }

  @Test
  void aRedirectKeepsTheQuery() throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> moved = get(gateway, "/old?a=1");

      assertThat(moved.statusCode()).isEqualTo(308);
      assertThat(moved.headers().firstValue("location")).hasValue("/new?a=1");
    }
  }

  @Test
  void aFixedAnswerIsGiven() throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> pong = get(gateway, "/pong");

      assertThat(pong.statusCode()).isEqualTo(201);
      assertThat(pong.body()).isEqualTo("pong");
      assertThat(pong.headers().firstValue("x-a")).hasValue("b");
      assertThat(get(gateway, "/empty").statusCode()).isEqualTo(204);
    }
  }

  /** RFC 9113, section 8.1: only a request that is still being sent is stopped. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRefusedRequestIsResetOnlyWhileItIsSent(boolean whole) throws Exception {
    try (TestGateway gateway = gateway();
        RawHttp2 client = RawHttp2.connect(gateway.port())) {
      client.request(
          1,
          whole,
          ":method",
          "POST",
          ":scheme",
          "http",
          ":path",
          "/no",
          ":authority",
          "localhost");
      client.send();
      assertThat(client.status(1)).isEqualTo("404");

      client.frame(RawHttp2.PING, 0, 0, new byte[8]).send();
      List<Integer> codes = new ArrayList<>();
      client.await(
          frame -> {
            if (frame.type() == RawHttp2.RST_STREAM) {
              codes.add(frame.code());
            }
            return frame.type() == RawHttp2.PING;
          });
      assertThat(codes).isEqualTo(whole ? List.of() : List.of(0));
    }
  }

  @Test
  void aRefusalIsTakenWholeBeforeItsRequestIsReset() throws Exception {
    try (TestGateway gateway = gateway();
        RawHttp2 client = RawHttp2.silent(gateway.port())) {
      byte[] noWindow = {0, 4, 0, 0, 0, 0};
      client.text(RawHttp2.PREFACE).frame(RawHttp2.SETTINGS, 0, 0, noWindow);
      client.request(
          1,
          false,
          ":method",
          "POST",
          ":scheme",
          "http",
          ":path",
          "/no",
          ":authority",
          "localhost");
      client.send();
      assertThat(client.status(1)).isEqualTo("404");
      assertThat(client.alive()).isTrue();

      client.number(RawHttp2.WINDOW_UPDATE, 1, 10_000).send();
      StringBuilder body = new StringBuilder();
      RawHttp2.Frame last =
          client
              .await(
                  frame -> {
                    if (frame.type() == RawHttp2.DATA) {
                      body.append(new String(frame.payload(), StandardCharsets.UTF_8));
                    }
                    return frame.type() == RawHttp2.RST_STREAM;
                  })
              .orElseThrow();
      assertThat(body.toString()).contains("NO_ROUTE");
      assertThat(last.code()).isZero();
    }
  }
}
