package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Bytes;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that becomes other JSON on its way, in both directions. */
@ExtendWith(NoLeaks.class)
class TransformTest {
  private static final String JSON = "content-type: application/json\r\n";
  private static final String PEOPLE =
      "{\"people\":[{\"name\":\"Ada\",\"key\":1},{\"name\":\"Lin\",\"key\":2}]}";

  private final HttpClient client = HttpClients.http1();

  private static String answer(String head, String content) {
    return "HTTP/1.1 "
        + head
        + "content-length: "
        + content.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + content;
  }

  private static String json(String content) {
    return answer("200 OK\r\n" + JSON, content);
  }

  private static TestGateway gateway(RawOrigin origin, String... filters) {
    JsonArray all = new JsonArray();
    for (String filter : filters) {
      all.add(new JsonObject(filter));
    }
    return TestConfig.http(origin.port()).route("filters", all).start();
  }

  private static String transform(String members) {
    return "{\"transform\": {" + members + "}}";
  }

  private HttpResponse<String> get(TestGateway gateway, String... headers) throws Exception {
    return HttpClients.get(client, gateway.url("/people/7?full=1"), headers);
  }

  private HttpResponse<String> post(TestGateway gateway, String content, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpClients.request(gateway.url("/people/7")).POST(BodyPublishers.ofString(content));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> postJson(TestGateway gateway, String content) throws Exception {
    return post(gateway, content, "content-type", "application/json");
  }

  @Test
  void requestsBecomeOthers() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            gateway(
                origin,
                transform(
                    "\"request\": \"{ 'who': name, 'by': $request.method & ' ' & $request.path,"
                        + " 'agent': $request.headers.\\\"x-agent\\\" }\""))) {
      HttpResponse<String> answer =
          post(
              gateway,
              "{\"name\": \"Ada\", \"admin\": true}",
              "content-type",
              "application/vnd.person+json",
              "x-agent",
              "a",
              "content-digest",
              "sha-256=:AA==:");
      assertThat(answer.body()).isEqualTo("hello");
      RawMessage arrived = origin.awaitRequest(1);
      assertThat(arrived.text())
          .isEqualTo("{\"who\":\"Ada\",\"by\":\"POST /people/7\",\"agent\":\"a\"}");
      assertThat(arrived.header("content-length")).hasValue("" + arrived.body().length);
      assertThat(arrived.header("content-type")).hasValue("application/vnd.person+json");
      assertThat(arrived.header("content-digest")).isEmpty();

      assertThat(get(gateway).statusCode()).isEqualTo(200);
      assertThat(origin.awaitRequest(2).body()).isEmpty();
    }
  }

  @Test
  void requestsThatCannotBecomeOthersAreRefusedAndGoNowhere() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            gateway(origin, transform("\"request\": \"{'n': n + 1}\", \"bytes\": \"1KiB\""))) {
      HttpResponse<String> broken = postJson(gateway, "{\"n\": ");
      assertThat(broken.statusCode()).isEqualTo(400);
      assertThat(broken.body()).contains("The content is not JSON, at line 1, column");

      HttpResponse<String> other = postJson(gateway, "{\"n\": \"x\"}");
      assertThat(other.statusCode()).isEqualTo(400);
      assertThat(other.body())
          .contains("The content does not fit the transformation of this route.");

      assertThat(postJson(gateway, "{\"n\": \"" + "x".repeat(2000) + "\"}").statusCode())
          .isEqualTo(413);
      assertThat(postJson(gateway, "[".repeat(600) + "]".repeat(600)).statusCode()).isEqualTo(413);

      HttpResponse<String> text = post(gateway, "n=1", "content-type", "text/plain");
      assertThat(text.statusCode()).isEqualTo(415);
      assertThat(text.headers().firstValue("accept")).hasValue("application/json");
      assertThat(post(gateway, "{\"n\":1}").statusCode()).isEqualTo(415);
      assertThat(
              post(
                      gateway,
                      "{\"n\":1}",
                      "content-type",
                      "application/json",
                      "content-encoding",
                      "gzip")
                  .statusCode())
          .isEqualTo(415);
      assertThat(origin.requests()).isEmpty();
      assertThat(gateway.gateway().metrics())
          .contains("drover_filter_refused_total{filter=\"transform\",route=\"all\"} 7.0");
      assertThat(postJson(gateway, "{\"n\": 1}").statusCode()).isEqualTo(200);
      assertThat(origin.awaitRequest(1).text()).isEqualTo("{\"n\":2}");
    }
  }

  @Test
  void otherContentPassesWhereTheConfigurationSaysSo() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = gateway(origin, transform("\"request\": \"a\", \"others\": true"))) {
      assertThat(post(gateway, "n=1", "content-type", "text/plain").statusCode()).isEqualTo(200);
      assertThat(origin.awaitRequest(1).text()).isEqualTo("n=1");
      assertThat(postJson(gateway, "{\"a\": 1}").statusCode()).isEqualTo(200);
      assertThat(origin.awaitRequest(2).text()).isEqualTo("1");
      assertThat(postJson(gateway, "{\"a\": ").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void packedRequestsAreUnpackedBefore() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            gateway(origin, "{\"decompress\": {}}", transform("\"request\": \"a\""))) {
      HttpResponse<String> answer =
          client.send(
              HttpClients.request(gateway.url("/"))
                  .header("content-type", "application/json")
                  .header("content-encoding", "gzip")
                  .POST(BodyPublishers.ofByteArray(Bytes.gzip(Bytes.of("{\"a\":[1]}"))))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(origin.awaitRequest(1).text()).isEqualTo("[1]");
      assertThat(origin.awaitRequest(1).header("content-length")).hasValue("3");
    }
  }

  @Test
  void answersBecomeOthers() throws Exception {
    String head =
        "200 OK\r\n"
            + JSON
            + "etag: \"a\"\r\naccept-ranges: bytes\r\nrepr-digest: sha-256=:AA==:\r\nx-b: c\r\n";
    try (RawOrigin origin = RawOrigin.answering(answer(head, PEOPLE));
        TestGateway gateway =
            gateway(
                origin,
                transform(
                    "\"response\": \"{ 'names': people.name, 'of': $request.query,"
                        + " 'is': $response.status, 'b': $response.headers.\\\"x-b\\\" }\""))) {
      HttpResponse<String> answer = get(gateway, "accept-encoding", "gzip", "range", "bytes=0-3");
      assertThat(answer.body())
          .isEqualTo("{\"names\":[\"Ada\",\"Lin\"],\"of\":\"full=1\",\"is\":200,\"b\":\"c\"}");
      assertThat(answer.headers().firstValue("content-length"))
          .hasValue("" + answer.body().length());
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(answer.headers().firstValue("etag")).hasValue("W/\"a\"");
      assertThat(answer.headers().firstValue("accept-ranges")).isEmpty();
      assertThat(answer.headers().firstValue("repr-digest")).isEmpty();
      assertThat(origin.awaitRequest(1).header("accept-encoding")).hasValue("identity");
      assertThat(origin.awaitRequest(1).header("range")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "people[key > 1].name, '\"Lin\"'",
    "people[key > 5].name, 'null'",
    "[people[key > 5].name], '[]'",
  })
  void whereNothingIsFoundThatIsTold(String expression, String content) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(json(PEOPLE));
        TestGateway gateway = gateway(origin, transform("\"response\": \"" + expression + "\""))) {
      assertThat(get(gateway).body()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n{\"a\":1}",
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 7\r\n\r\n{\"a\":1}",
        "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ncontent-length: 7\r\n\r\n{\"a\":1}",
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 7\r\n\r\n{\"a\":1}",
        "HTTP/1.1 200 OK\r\ncontent-type: application/stream+json\r\ncontent-length: 7\r\n\r\n"
            + "{\"a\":1}",
        "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"a\":1}",
      })
  void otherAnswersPassAsTheyAre(String answer) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(answer);
        TestGateway gateway = gateway(origin, transform("\"response\": \"a\""))) {
      assertThat(get(gateway).body()).isEqualTo("{\"a\":1}");
    }
  }

  @Test
  void answersWithoutContentPassAsTheyAre() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 304 Not Modified\r\netag: \"a\"\r\n\r\n");
                  connection.readRequest();
                  connection.write("HTTP/1.1 204 No Content\r\n" + JSON + "\r\n");
                  connection.readRequest();
                  connection.write(
                      "HTTP/1.1 200 OK\r\n" + JSON + "etag: \"a\"\r\ncontent-length: 1000\r\n\r\n");
                  connection.readRequest();
                  connection.write(json(""));
                });
        TestGateway gateway = gateway(origin, transform("\"response\": \"a\""))) {
      assertThat(get(gateway, "if-none-match", "W/\"a\"").statusCode()).isEqualTo(304);
      assertThat(origin.awaitRequest(1).header("if-none-match")).hasValue("W/\"a\"");
      assertThat(get(gateway).statusCode()).isEqualTo(204);
      HttpResponse<Void> head =
          client.send(
              HttpClients.request(gateway.url("/")).method("HEAD", BodyPublishers.noBody()).build(),
              BodyHandlers.discarding());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("content-length")).isEmpty();
      assertThat(head.headers().firstValue("etag")).hasValue("W/\"a\"");
      assertThat(get(gateway).body()).isEmpty();
    }
  }

  @Test
  void errorsOfServersAreTransformedOnlyWhereTheConfigurationSaysSo() throws Exception {
    String problem = answer("404 Not Found\r\n" + JSON, "{\"error\":{\"text\":\"none\"}}");
    try (RawOrigin origin = RawOrigin.answering(problem);
        TestGateway gateway =
            gateway(
                origin,
                transform(
                    "\"errors\": true, \"response\":"
                        + " \"{'status': $response.status, 'detail': error.text}\""))) {
      HttpResponse<String> answer = get(gateway);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo("{\"status\":404,\"detail\":\"none\"}");
    }
  }

  @Test
  void errorsOfTheGatewayPassAsTheyAre() throws Exception {
    RawOrigin nobody = RawOrigin.answering("");
    nobody.close();
    try (TestGateway gateway =
        gateway(nobody, transform("\"errors\": true, \"response\": \"'x'\""))) {
      HttpResponse<String> answer = get(gateway);
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("CONNECT_FAILED");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":| is not JSON, at line 1",
        "{\"a\":\"x\"}|does not fit the transformation",
        "{\"b\":\"0123456789012345678901234567890123456789\"}|more than 40 bytes",
      })
  void answersThatCannotBecomeOthersAreErrorsOfTheServer(String row) throws Exception {
    String[] parts = row.split("\\|");
    try (RawOrigin origin = RawOrigin.answering(json(parts[0]));
        TestGateway gateway =
            gateway(origin, transform("\"response\": \"a + 1\", \"bytes\": \"40B\""))) {
      HttpResponse<String> answer = get(gateway);
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains(parts[1]).doesNotContain("T2001");
    }
  }

  @Test
  void packedAnswersAreUnpackedAndPartsAreNoAnswer() throws Exception {
    byte[] packed = Bytes.gzip(Bytes.of(PEOPLE));
    byte[] bomb = Bytes.gzip(Bytes.of("\"" + "x".repeat(100_000) + "\""));
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  for (byte[] content : new byte[][] {packed, bomb}) {
                    connection.readRequest();
                    connection.write(
                        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n"
                            + JSON
                            + "content-length: "
                            + content.length
                            + "\r\n\r\n");
                    connection.write(content);
                  }
                });
        TestGateway gateway =
            gateway(origin, transform("\"response\": \"people.name\", \"bytes\": \"1KiB\""))) {
      HttpResponse<String> answer = get(gateway, "accept-encoding", "gzip");
      assertThat(answer.body()).isEqualTo("[\"Ada\",\"Lin\"]");
      assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
      HttpResponse<String> tooLong = get(gateway);
      assertThat(tooLong.statusCode()).isEqualTo(502);
      assertThat(tooLong.body()).contains("more than 1024 bytes");
    }
    String part = answer("206 Partial Content\r\n" + JSON + "content-range: bytes 0-1/9\r\n", "{}");
    try (RawOrigin origin = RawOrigin.answering(part);
        TestGateway gateway = gateway(origin, transform("\"response\": \"a\""))) {
      assertThat(get(gateway).statusCode()).isEqualTo(502);
    }
  }

  @Test
  void whatIsTransformedCanBeCompressed() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(json(PEOPLE));
        TestGateway gateway =
            gateway(
                origin,
                "{\"compress\": {\"codings\": [\"gzip\"], \"minimum\": \"1B\"}}",
                transform("\"response\": \"people.name\""))) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpClients.request(gateway.url("/")).header("accept-encoding", "gzip").build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
      InputStream plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()));
      assertThat(plain).hasContent("[\"Ada\",\"Lin\"]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"request", "response"})
  void anExpressionThatDoesNotEndIsEnded(String side) throws Exception {
    String endless = "($f := function($n) { $f($n + 1) }; $f(0))";
    try (RawOrigin origin = RawOrigin.answering(json(PEOPLE));
        TestGateway gateway =
            gateway(
                origin, transform("\"" + side + "\": \"" + endless + "\", \"time\": \"20ms\""))) {
      HttpResponse<String> answer = postJson(gateway, "{}");
      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(answer.body()).contains("The transformation of the content takes too long.");
      assertThat(origin.requests()).hasSize(side.equals("request") ? 0 : 1);
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode())
          .isEqualTo(side.equals("request") ? 200 : 504);
    }
  }

  @Test
  void aWrongExpressionIsToldWithItsPlaceWhenItIsRead() {
    try (RawOrigin origin = RawOrigin.answering(json(PEOPLE))) {
      assertThatThrownBy(() -> gateway(origin, transform("\"response\": \"people.\"")).close())
          .hasStackTraceContaining("/routes/0/filters/0/transform/response")
          .hasStackTraceContaining("the expression is wrong at line 1, column");
      assertThatThrownBy(() -> gateway(origin, transform("\"bytes\": \"1KiB\"")).close())
          .hasStackTraceContaining("expected \"request\" or \"response\" or both");
    }
  }
}
