package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is packed, too long, no JSON or not what the schema says; paths that look odd. */
@ExtendWith(NoLeaks.class)
class RequestShapeTest {
  private static TestConfig with(TestConfig config, String... filters) {
    JsonArray all = new JsonArray();
    for (String filter : filters) {
      all.add(new JsonObject(filter));
    }
    return config.route("filters", all);
  }

  private static RawMessage post(TestGateway gateway, byte[] content, String... headers)
      throws Exception {
    try (RawClient client = RawClient.connect(gateway.port())) {
      client.write(
          "POST /a HTTP/1.1\r\nhost: a\r\n"
              + String.join("\r\n", headers)
              + "\r\ncontent-length: "
              + content.length
              + "\r\n\r\n");
      client.write(content);
      return client.readMessage();
    }
  }

  private static RawMessage get(TestGateway gateway, String path, String... headers)
      throws Exception {
    try (RawClient client = RawClient.connect(gateway.port())) {
      StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nhost: a\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      client.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      return client.readMessage();
    }
  }

  @Test
  void packedContentIsUnpacked() throws Exception {
    byte[] content = Bytes.of("{\"a\": \"" + "b".repeat(5000) + "\"}");
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            with(TestConfig.http(origin.port()), "{\"decompress\": {}}").start()) {
      assertThat(post(gateway, Bytes.gzip(content), "content-encoding: gzip").status())
          .isEqualTo(200);

      RawMessage arrived = origin.awaitRequest(1);
      assertThat(arrived.body()).isEqualTo(content);
      assertThat(arrived.header("content-encoding")).isEmpty();
      assertThat(post(gateway, content, "content-encoding: identity").status()).isEqualTo(200);
      assertThat(post(gateway, content, "x-a: b").status()).isEqualTo(200);
      assertThat(origin.awaitRequest(3).body()).isEqualTo(content);
    }
  }

  @Test
  void aBombIsRefusedAndGoesNowhere() throws Exception {
    byte[] bomb = Bytes.gzip(new byte[32 << 20]);
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            with(
                    TestConfig.http(origin.port()),
                    "{\"decompress\": {\"bytes\": \"1GiB\", \"ratio\": 20}}")
                .start()) {
      assertThat(post(gateway, bomb, "content-encoding: gzip").status()).isEqualTo(413);
      assertThat(post(gateway, Bytes.of("no gzip"), "content-encoding: gzip").status())
          .isEqualTo(400);
      RawMessage unknown = post(gateway, bomb, "content-encoding: br");
      assertThat(unknown.status()).isEqualTo(415);
      assertThat(unknown.header("accept-encoding")).hasValue("gzip, deflate");
      assertThat(post(gateway, bomb, "content-encoding: gzip", "content-encoding: gzip").status())
          .isEqualTo(415);
      assertThat(origin.requests()).isEmpty();
      assertThat(gateway.gateway().metrics())
          .contains("drover_filter_refused_total{filter=\"decompress\",route=\"all\"} 4.0");
    }
  }

  private static final String JSON =
      """
      {"validateJson": {"depth": 5, "bytes": "100KiB",
        "schema": {"type": "object", "required": ["id"]}}}
      """;

  @Test
  void jsonThatDoesNotFitIsRefusedAndGoesNowhere() throws Exception {
    String type = "content-type: application/json";
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = with(TestConfig.http(origin.port()), JSON).start()) {
      RawMessage refused = post(gateway, Bytes.of("{\"idx\": 1}"), type);

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("\"errors\":[{\"field\":\"\",\"detail\":").contains("id");
      assertThat(post(gateway, Bytes.of("{\"id\": [[[[[1]]]]]}"), type).status()).isEqualTo(413);
      assertThat(post(gateway, Bytes.of("{\"id\": 1, \"id\": 2}"), type).status()).isEqualTo(400);
      assertThat(post(gateway, Bytes.of("[".repeat(100_000)), type).status()).isEqualTo(413);
      assertThat(post(gateway, Bytes.of("x".repeat(200_000)), type).status()).isEqualTo(413);
      assertThat(post(gateway, Bytes.of("{\"id\": 1}"), "content-type: text/plain").status())
          .isEqualTo(415);
      assertThat(post(gateway, Bytes.of("{\"id\": 1}"), type, "content-encoding: gzip").status())
          .isEqualTo(415);
      assertThat(post(gateway, Bytes.of("{\"id\": 1}"), "x-a: b").status()).isEqualTo(415);
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void jsonThatFitsArrivesAsItWasSent() throws Exception {
    byte[] small = Bytes.of("{ \"id\" : 1 }");
    byte[] large = Bytes.of("{\"id\": \"" + "x".repeat(60_000) + "\"}");
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            with(TestConfig.http(origin.port()), "{\"decompress\": {}}", JSON).start()) {
      String type = "content-type: application/problem+json; charset=utf-8";
      assertThat(post(gateway, small, type).status()).isEqualTo(200);
      assertThat(post(gateway, large, type).status()).isEqualTo(200);
      assertThat(post(gateway, Bytes.gzip(large), type, "content-encoding: gzip").status())
          .isEqualTo(200);
      assertThat(get(gateway, "/a").status()).isEqualTo(200);
      assertThat(origin.awaitRequest(1).body()).isEqualTo(small);
      assertThat(origin.awaitRequest(2).body()).isEqualTo(large);
      assertThat(origin.awaitRequest(3).body()).isEqualTo(large);
    }
  }

  @Test
  void aMessageThatIsTooLargeEndsItsCall() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            with(
                    TestConfig.grpc(origin.port()),
                    "{\"size\": {\"request\": \"1000B\", \"response\": \"500B\"}}")
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status(GrpcMethods.UNARY, new byte[500]).isOk()).isTrue();
      Status request = calls.status(GrpcMethods.UNARY, new byte[1001]);
      Status response = calls.status(GrpcMethods.UNARY, new byte[501]);

      assertThat(request.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(request.getDescription()).contains("1000 bytes");
      assertThat(response.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(response.getDescription()).contains("500 bytes");
      assertThat(calls.serverStream(GrpcMethods.SERVER_STREAM, new byte[600])).hasSize(600);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%2Fb",
        "/a%252e",
        "/a;b=c",
        "/.git/config",
        "/a/.env",
        "/x/.well-known",
        "/.well-knownx"
      })
  void anOddPathIsRefused(String path) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = with(TestConfig.http(origin.port()), "{\"paths\": {}}").start()) {
      assertThat(get(gateway, path).status()).isEqualTo(400);
      assertThat(origin.requests()).isEmpty();
      assertThat(get(gateway, "/.well-known/x").status()).isEqualTo(200);
      assertThat(get(gateway, "/a.b/%C3%A9?c=%2F;").status()).isEqualTo(200);
    }
  }

  @Test
  void oddFieldsAreRefused() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            with(
                    TestConfig.http(origin.port()),
                    "{\"paths\": {\"segments\": 3, \"nonAscii\": false}}")
                .start()) {
      assertThat(get(gateway, "/", "x_real_ip: 10.0.0.1").status()).isEqualTo(400);
      assertThat(get(gateway, "/", "x-a: \u00e9").status()).isEqualTo(400);
      assertThat(get(gateway, "/", "authorization: a", "authorization: b").status()).isEqualTo(400);
      assertThat(get(gateway, "/1/2/3/4").status()).isEqualTo(400);
      assertThat(get(gateway, "/%C3%A9").status()).isEqualTo(400);
      assertThat(origin.requests()).isEmpty();
      assertThat(get(gateway, "/1/2/3", "x-a: b", "x-a: c").status()).isEqualTo(200);
    }
  }

  @Test
  void fieldsPassAsTheyAreAllowedTo() throws Exception {
    String response =
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: text/plain\r\nserver: origin\r\n"
            + "x-powered-by: tea\r\netag: \"1\"\r\nx-old: 7\r\n\r\nok";
    try (RawOrigin origin = RawOrigin.answering(response);
        TestGateway gateway =
            with(
                    TestConfig.http(origin.port()),
                    """
                    {"headers": {
                      "request": {"deny": ["X-Internal-*", "cookie"], "rename": {"X-Old": "x-new"},
                                  "set": {"x-set": "1"}, "add": {"x-add": "2"}},
                      "response": {"allow": ["etag", "x-new"], "rename": {"x-old": "x-new"}}}}
                    """)
                .start()) {
      RawMessage answer =
          get(
              gateway,
              "/",
              "x-internal-role: admin",
              "Cookie: a=b",
              "x-old: a",
              "x-old: b",
              "x-new: spoofed",
              "x-set: 0",
              "x-add: 1");
      RawMessage arrived = origin.awaitRequest(1);

      assertThat(arrived.headers("x-internal-role")).isEmpty();
      assertThat(arrived.headers("cookie")).isEmpty();
      assertThat(arrived.headers("x-old")).isEmpty();
      assertThat(arrived.headers("x-new")).containsExactly("a", "b");
      assertThat(arrived.headers("x-set")).containsExactly("1");
      assertThat(arrived.headers("x-add")).containsExactly("1", "2");
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(answer.header("content-type")).hasValue("text/plain");
      assertThat(answer.header("etag")).hasValue("\"1\"");
      assertThat(answer.headers("server")).isEmpty();
      assertThat(answer.headers("x-new")).isEmpty();
    }
  }

  @Test
  void browsersAreToldToBeCareful() throws Exception {
    String response =
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nserver: origin\r\nx-frame-options: SAMEORIGIN\r\n\r\n";
    try (RawOrigin origin = RawOrigin.answering(response);
        TestGateway gateway =
            with(
                    TestConfig.http(origin.port()),
                    "{\"securityHeaders\": {}}",
                    "{\"access\": {\"rules\": [{\"allow\": {\"paths\": [\"/ok\"]}}]}}")
                .start()) {
      RawMessage answer = get(gateway, "/ok");
      RawMessage refused = get(gateway, "/no");

      assertThat(answer.header("x-content-type-options")).hasValue("nosniff");
      assertThat(answer.header("content-security-policy")).hasValue("frame-ancestors 'none'");
      assertThat(answer.headers("x-frame-options")).containsExactly("SAMEORIGIN");
      assertThat(answer.headers("server")).isEmpty();
      assertThat(answer.headers("strict-transport-security")).isEmpty();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.header("x-content-type-options")).hasValue("nosniff");
      assertThat(refused.headers("x-frame-options")).containsExactly("DENY");
    }
  }
}
