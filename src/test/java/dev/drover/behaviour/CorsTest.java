package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins may use what they are allowed to; browsers hear so from the gateway. */
@ExtendWith(NoLeaks.class)
class CorsTest {
  private static final String SHOP =
      """
      {"origins": ["https://shop.example", "https://*.shop.example", "null"],
       "methods": ["GET", "PUT"], "headers": ["x-token"], "exposed": ["x-total", "grpc-status"],
       "credentials": true, "maxAge": "5m", "privateNetwork": true}
      """;

  private static TestConfig config(int port, String cors) {
    return TestConfig.http(port)
        .route("match", new JsonObject("{\"prefix\": \"/\", \"methods\": [\"GET\", \"PUT\"]}"))
        .route("filters", new JsonArray().add(new JsonObject().put("cors", new JsonObject(cors))));
  }

  private static RawMessage send(TestGateway gateway, String method, String... headers)
      throws Exception {
    try (RawClient client = RawClient.connect(gateway.port())) {
      StringBuilder request = new StringBuilder(method + " /a HTTP/1.1\r\nhost: api.example\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      client.write(request.append("\r\n").toString());
      return client.readMessage();
    }
  }

  private static RawMessage preflight(TestGateway gateway, String origin, String method)
      throws Exception {
    return send(
        gateway,
        "OPTIONS",
        "origin: " + origin,
        "access-control-request-method: " + method,
        "access-control-request-headers: x-token, x-other",
        "access-control-request-private-network: true");
  }

  @Test
  void aPreflightIsAnsweredHere() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = config(origin.port(), SHOP).start()) {
      RawMessage answer = preflight(gateway, "https://shop.example", "PUT");

      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("access-control-allow-origin")).hasValue("https://shop.example");
      assertThat(answer.header("access-control-allow-methods")).hasValue("GET, PUT");
      assertThat(answer.header("access-control-allow-headers")).hasValue("x-token");
      assertThat(answer.header("access-control-allow-credentials")).hasValue("true");
      assertThat(answer.header("access-control-max-age")).hasValue("300");
      assertThat(answer.header("access-control-allow-private-network")).hasValue("true");
      assertThat(answer.header("vary"))
          .hasValue("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
      assertThat(origin.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://shop.example",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://evil.example/.shop.example",
        "https://evil.example:1@a.shop.example",
        "https://.shop.example.",
        "https://shop.example:8443",
        "HTTPS://SHOP.EXAMPLE",
        "*"
      })
  void anotherOriginIsToldNothing(String page) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = config(origin.port(), SHOP).start()) {
      RawMessage preflight = preflight(gateway, page, "GET");
      RawMessage answer = send(gateway, "GET", "origin: " + page);

      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.headers().toString()).doesNotContainIgnoringCase("access-control-allow");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers().toString()).doesNotContainIgnoringCase("access-control");
      assertThat(answer.header("vary")).hasValue("Origin");
    }
  }

  @Test
  void twoOriginsAreNone() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = config(origin.port(), SHOP).start()) {
      RawMessage answer =
          send(gateway, "GET", "origin: https://shop.example", "origin: https://evil.example");

      assertThat(answer.headers().toString()).doesNotContainIgnoringCase("access-control");
    }
  }

  @Test
  void anAnswerSaysWhoMayReadItAndTheUpstreamHasNoSay() throws Exception {
    String response =
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nAccess-Control-Allow-Origin: *\r\n"
            + "access-control-allow-methods: DELETE\r\nvary: Accept\r\n\r\n";
    try (RawOrigin origin = RawOrigin.answering(response);
        TestGateway gateway = config(origin.port(), SHOP).start()) {
      RawMessage answer = send(gateway, "GET", "origin: https://a.b.shop.example");

      assertThat(answer.headers("access-control-allow-origin"))
          .containsExactly("https://a.b.shop.example");
      assertThat(answer.header("access-control-expose-headers")).hasValue("x-total, grpc-status");
      assertThat(answer.header("access-control-allow-credentials")).hasValue("true");
      assertThat(answer.headers("access-control-allow-methods")).isEmpty();
      assertThat(answer.headers("vary")).containsExactly("Accept", "Origin");
      assertThat(send(gateway, "GET").headers("vary")).containsExactly("Accept", "Origin");
      assertThat(send(gateway, "GET", "origin: null").header("access-control-allow-origin"))
          .hasValue("null");
    }
  }

  @Test
  void aPageMayReadWhyItWasRefused() throws Exception {
    try (TestGateway gateway = config(RawOrigin.refusedPort(), "{\"origins\": [\"*\"]}").start()) {
      RawMessage answer = send(gateway, "GET", "origin: https://shop.example");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("access-control-allow-origin")).hasValue("*");
      assertThat(answer.headers("vary")).isEmpty();
    }
  }

  @Test
  void aMethodThatIsNotListedIsNotAllowed() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            config(
                    origin.port(),
                    "{\"origins\": [\"*\"], \"methods\": [\"GET\"], \"headers\": [\"*\"]}")
                .start()) {
      RawMessage put = preflight(gateway, "https://shop.example", "PUT");
      RawMessage get = preflight(gateway, "https://shop.example", "GET");

      assertThat(put.headers("access-control-allow-methods")).isEmpty();
      assertThat(get.header("access-control-allow-methods")).hasValue("GET");
      assertThat(get.header("access-control-allow-headers")).hasValue("x-token, x-other");
      assertThat(get.headers("access-control-allow-private-network")).isEmpty();
      assertThat(preflight(gateway, "https://shop.example", "DELETE").status()).isEqualTo(405);
      assertThat(preflight(gateway, "https://shop.example", "no method").status()).isEqualTo(405);
      assertThat(send(gateway, "OPTIONS").status()).isEqualTo(405);
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void otherOriginsAreRefusedWhereItIsEnforced() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            config(origin.port(), "{\"origins\": [\"https://shop.example\"], \"enforce\": true}")
                .start()) {
      assertThat(send(gateway, "GET", "origin: https://evil.example").status()).isEqualTo(403);
      assertThat(origin.requests()).isEmpty();
      assertThat(send(gateway, "GET", "origin: https://shop.example").status()).isEqualTo(200);
      assertThat(send(gateway, "GET", "origin: http://api.example").status()).isEqualTo(200);
      assertThat(send(gateway, "GET").status()).isEqualTo(200);
    }
  }

  @Test
  void aGrpcCallPassesAndItsPreflightIsAnswered() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .route("match", new JsonObject("{\"grpc\": \"*\"}"))
                .route(
                    "filters",
                    new JsonArray().add(new JsonObject("{\"cors\": {\"origins\": [\"*\"]}}")))
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port());
        RawClient client = RawClient.connect(gateway.port())) {
      assertThat(calls.unary(GrpcMethods.UNARY, new byte[] {1})).containsExactly(1);
      client.write(
          "OPTIONS /pkg.Service/Method HTTP/1.1\r\nhost: a\r\norigin: https://shop.example\r\n"
              + "access-control-request-method: POST\r\n\r\n");
      RawMessage answer = client.readMessage();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("access-control-allow-methods")).hasValue("GET, HEAD, POST");
      assertThat(origin.calls()).hasSize(1);
    }
  }

  @Test
  void allOriginsWithCredentialsAreRefusedAtTheStart() {
    assertThatThrownBy(() -> config(1, "{\"origins\": [\"*\"], \"credentials\": true}").start())
        .hasStackTraceContaining(
            "expected origins by their names where \"credentials\" are allowed");
  }
}
