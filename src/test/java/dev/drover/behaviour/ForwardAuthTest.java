package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.filter.authorization.Allowed;
import dev.drover.filter.authorization.CheckRequest;
import dev.drover.filter.authorization.CheckResponse;
import dev.drover.filter.authorization.Denied;
import dev.drover.filter.authorization.HeaderOption;
import dev.drover.filter.authorization.HeaderText;
import dev.drover.filter.authorization.HttpHead;
import dev.drover.filter.authorization.HttpStatus;
import dev.drover.filter.authorization.Verdict;
import dev.drover.testing.Filters;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else decides, by HTTP or by gRPC; without a verdict the configuration does. */
@ExtendWith(NoLeaks.class)
class ForwardAuthTest {
  private static final String CHECK = "envoy.service.auth.v3.Authorization/Check";

  private final HttpClient client = HttpClients.http1();
  private final RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
  private final AtomicReference<String> verdict = new AtomicReference<>("");
  private final RawOrigin authorizer =
      RawOrigin.start(
          connection -> {
            while (true) {
              connection.readRequest();
              if (said().isEmpty()) {
                connection.stall();
              }
              connection.write(said());
            }
          });

  @AfterEach
  void close() {
    origin.close();
    authorizer.close();
  }

  private String said() {
    return Objects.requireNonNull(verdict.get());
  }

  private TestConfig config(TestConfig config, String protocol, int port, String filter) {
    String origin = config.json().getJsonObject("upstreams").getJsonObject("origin").encode();
    return config
        .with(
            "upstreams",
            "{\"origin\": %s, \"auth\": {\"protocol\": \"%s\", \"endpoints\": [\"127.0.0.1:%d\"]}}"
                .formatted(origin, protocol, port))
        .route("filters", Filters.of("forwardAuth", filter));
  }

  private TestGateway http(String more) {
    return config(
            TestConfig.http(origin.port()),
            "http",
            authorizer.port(),
            """
            {"upstream": "auth", "http": "/verify", "response": ["x-user", "x-groups"],
             "subject": "x-user", "roles": "x-groups", "request": ["authorization", "cookie"] %s}
            """
                .formatted(more))
        .start();
  }

  private static String answer(String status, String fields, String body) {
    return "HTTP/1.1 %s\r\n%scontent-length: %d\r\n\r\n%s"
        .formatted(status, fields, body.length(), body);
  }

  @Test
  void theAuthorizerIsToldOfTheRequestAndSaysWhoItIs() throws Exception {
    verdict.set(answer("200 OK", "x-user: alice\r\nx-groups: a, b\r\nx-more: no\r\n", "ignored"));
    try (TestGateway gateway = http("")) {
      HttpResponse<String> answer =
          HttpClients.post(
              client,
              gateway.url("/orders?id=7"),
              "content",
              "authorization",
              "Bearer t",
              "x-user",
              "root",
              "X_GROUPS",
              "root",
              "x-forwarded-for",
              "1.2.3.4",
              "x-forwarded-uri",
              "/public",
              "x-secret",
              "s");
      assertThat(answer.statusCode()).isEqualTo(200);

      RawMessage asked = authorizer.awaitRequest(1);
      assertThat(asked.line()).isEqualTo("GET /verify HTTP/1.1");
      assertThat(asked.headers("authorization")).containsExactly("Bearer t");
      assertThat(asked.headers("x-forwarded-method")).containsExactly("POST");
      assertThat(asked.headers("x-forwarded-uri")).containsExactly("/orders?id=7");
      assertThat(asked.headers("x-forwarded-for")).containsExactly("127.0.0.1");
      assertThat(asked.headers("x-forwarded-proto")).containsExactly("http");
      assertThat(asked.headers("x-forwarded-host")).containsExactly("127.0.0.1:" + gateway.port());
      assertThat(asked.header("x-secret")).isEmpty();
      assertThat(asked.header("x-user")).isEmpty();
      assertThat(asked.body()).isEmpty();

      RawMessage sent = origin.awaitRequest(1);
      assertThat(sent.headers("x-user")).containsExactly("alice");
      assertThat(sent.headers("x-groups")).containsExactly("a, b");
      assertThat(sent.header("x_groups")).isEmpty();
      assertThat(sent.header("x-more")).isEmpty();
      assertThat(sent.text()).isEqualTo("content");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "302 Found, 302, UNAUTHENTICATED",
    "401 Unauthorized, 401, UNAUTHENTICATED",
    "403 Forbidden, 403, PERMISSION_DENIED",
    "404 Not Found, 404, PERMISSION_DENIED",
    "429 Too Many Requests, 429, RESOURCE_EXHAUSTED"
  })
  void itsRefusalIsTheAnswer(String line, int status, Status.Code code) throws Exception {
    verdict.set(
        answer(
            line,
            "location: /login\r\nset-cookie: a=1\r\nconnection: x-hop\r\nx-hop: 1\r\n",
            "no"));
    try (TestGateway gateway = http("")) {
      HttpResponse<String> answer = HttpClients.get(client, gateway.url("/"));
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).isEqualTo("no");
      assertThat(answer.headers().firstValue("location")).contains("/login");
      assertThat(answer.headers().firstValue("set-cookie")).contains("a=1");
      assertThat(answer.headers().firstValue("x-hop")).isEmpty();
      assertThat(origin.requests()).isEmpty();
    }
    try (GrpcOrigin grpc = GrpcOrigin.echo();
        TestGateway gateway =
            config(
                    TestConfig.grpc(grpc.port()),
                    "http",
                    authorizer.port(),
                    "{\"upstream\": \"auth\", \"http\": {}}")
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(Filters.status(calls).getCode()).isEqualTo(code);
      assertThat(grpc.calls()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n", "", "nonsense\r\n\r\n"})
  void withoutAVerdictTheConfigurationDecides(String broken) throws Exception {
    verdict.set(broken);
    try (TestGateway closed = http(", \"timeout\": \"200ms\"")) {
      HttpResponse<String> answer = HttpClients.get(client, closed.url("/"));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("NO_AUTHORITY");
      assertThat(origin.requests()).isEmpty();
    }
    try (TestGateway open = http(", \"timeout\": \"200ms\", \"onFailure\": \"allow\"")) {
      assertThat(HttpClients.get(client, open.url("/"), "x-user", "root").statusCode())
          .isEqualTo(200);
      assertThat(origin.awaitRequest(1).header("x-user")).isEmpty();
    }
  }

  @Test
  void twoAuthorizationFieldsAreRefusedUnasked() throws Exception {
    verdict.set(answer("200 OK", "", ""));
    try (TestGateway gateway = http("")) {
      assertThat(
              HttpClients.get(client, gateway.url("/"), "authorization", "a", "authorization", "b")
                  .statusCode())
          .isEqualTo(400);
      assertThat(authorizer.requests()).isEmpty();
    }
  }

  private static HeaderOption header(String name, String value) {
    return HeaderOption.newBuilder()
        .setHeader(HeaderText.newBuilder().setKey(name).setValue(value))
        .build();
  }

  @Test
  void aGrpcAuthorizerIsAskedByEnvoysProtocol() throws Exception {
    AtomicReference<CheckRequest> asked = new AtomicReference<>(CheckRequest.getDefaultInstance());
    AtomicReference<CheckResponse> said = new AtomicReference<>(CheckResponse.getDefaultInstance());
    try (GrpcOrigin check =
            GrpcOrigin.builder()
                .unary(
                    CHECK,
                    (request, response) -> {
                      try {
                        asked.set(CheckRequest.parseFrom(request));
                      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                      }
                      GrpcOrigin.finish(response, Objects.requireNonNull(said.get()).toByteArray());
                    })
                .start();
        TestGateway gateway =
            config(
                    TestConfig.http(origin.port()),
                    "grpc",
                    check.port(),
                    """
                    {"upstream": "auth", "grpc": {"attributes": {"team": "shop"}},
                     "response": ["x-user"], "subject": "x-user"}
                    """)
                .start()) {
      said.set(
          CheckResponse.newBuilder()
              .setOkResponse(
                  Allowed.newBuilder()
                      .addHeaders(header("x-user", "alice"))
                      .addHeaders(header("x-other", "no"))
                      .addHeadersToRemove("authorization")
                      .addHeadersToRemove(":path"))
              .build());
      assertThat(
              HttpClients.get(client, gateway.url("/a?b=c"), "authorization", "t", "x-user", "root")
                  .statusCode())
          .isEqualTo(200);

      CheckRequest question = Objects.requireNonNull(asked.get());
      HttpHead http = question.getAttributes().getRequest().getHttp();
      assertThat(http.getMethod()).isEqualTo("GET");
      assertThat(http.getPath()).isEqualTo("/a?b=c");
      assertThat(http.getHeadersMap()).containsOnly(java.util.Map.entry("authorization", "t"));
      assertThat(question.getAttributes().getContextExtensionsMap()).containsEntry("team", "shop");
      assertThat(question.getAttributes().getSource().getAddress().getSocketAddress().getAddress())
          .isEqualTo("127.0.0.1");
      RawMessage sent = origin.awaitRequest(1);
      assertThat(sent.headers("x-user")).containsExactly("alice");
      assertThat(sent.header("x-other")).isEmpty();
      assertThat(sent.header("authorization")).isEmpty();

      said.set(
          CheckResponse.newBuilder()
              .setStatus(Verdict.newBuilder().setCode(7))
              .setDeniedResponse(
                  Denied.newBuilder()
                      .setStatus(HttpStatus.newBuilder().setCode(402))
                      .addHeaders(header("x-why", "money"))
                      .setBody("pay"))
              .build());
      HttpResponse<String> denied = HttpClients.get(client, gateway.url("/"));
      assertThat(denied.statusCode()).isEqualTo(402);
      assertThat(denied.body()).isEqualTo("pay");
      assertThat(denied.headers().firstValue("x-why")).contains("money");

      said.set(CheckResponse.newBuilder().setStatus(Verdict.newBuilder().setCode(16)).build());
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode()).isEqualTo(401);
      assertThat(origin.requests()).hasSize(1);
    }
  }

  @Test
  void aGrpcAuthorizerThatCannotBeReachedRefuses() throws Exception {
    try (GrpcOrigin grpc = GrpcOrigin.builder().unary(GrpcMethods.UNARY, (q, a) -> {}).start();
        TestGateway gateway =
            config(
                    TestConfig.grpc(grpc.port()),
                    "grpc",
                    RawOrigin.refusedPort(),
                    "{\"upstream\": \"auth\", \"grpc\": {}, \"timeout\": \"300ms\"}")
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(Filters.status(calls).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(grpc.calls()).isEmpty();
    }
  }
}
