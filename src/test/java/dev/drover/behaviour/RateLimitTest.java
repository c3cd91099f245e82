package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who asks too often is told so in his protocol, and the origin hears nothing of it. */
@ExtendWith(NoLeaks.class)
class RateLimitTest {
  private final HttpClient client = HttpClients.http1();

  private static JsonArray filters(String rateLimit) {
    return new JsonArray()
        .add(new JsonObject("{\"testIdentity\": {\"tenant\": \"acme\"}}"))
        .add(new JsonObject().put("rateLimit", new JsonObject(rateLimit)));
  }

  private HttpResponse<String> get(TestGateway gateway, String path, String... headers)
      throws Exception {
    return HttpClients.get(client, gateway.url(path), headers);
  }

  @Test
  void anHttpClientIsToldWhatIsLeftAndWhenToComeBack() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .route(
                    "filters",
                    filters(
                        """
                        {"limits": [{"name": "few", "requests": 2, "window": "1h"},
                                    {"requests": 100, "window": "1d", "burst": 50}]}
                        """))
                .start()) {
      HttpResponse<String> first = get(gateway, "/");
      get(gateway, "/");
      HttpResponse<String> third = get(gateway, "/");

      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(first.headers().firstValue("ratelimit-policy"))
          .hasValue("\"few\";q=2;w=3600, \"limit-1\";q=100;w=86400");
      assertThat(first.headers().firstValue("ratelimit")).hasValue("\"few\";r=1;t=1800");
      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(third.headers().firstValue("ratelimit").orElseThrow())
          .matches("\"few\";r=0;t=(3600|3599)");
      assertThat(Integer.parseInt(third.headers().firstValue("retry-after").orElseThrow()))
          .isBetween(1790, 1800);
      assertThat(third.headers().firstValue("content-type")).hasValue("application/problem+json");
      assertThat(origin.requests()).hasSize(2);
      assertThat(gateway.gateway().metrics())
          .contains("drover_ratelimit_refused_total{limit=\"few\",route=\"all\"} 1.0");
    }
  }

  @Test
  void aGrpcClientIsToldByDetails() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .route("filters", filters("{\"limits\": [{\"requests\": 1, \"window\": \"1h\"}]}"))
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      calls.unary(GrpcMethods.UNARY, new byte[] {1});
      assertThatThrownBy(() -> calls.unary(GrpcMethods.UNARY, new byte[] {1}))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              thrown -> {
                com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
                assertThat(status.getCode()).isEqualTo(8);
                Any quota = status.getDetails(0);
                Any retry = status.getDetails(1);
                assertThat(unpack(quota, QuotaFailure.class).getViolations(0).getSubject())
                    .isEqualTo("client");
                assertThat(unpack(retry, RetryInfo.class).getRetryDelay().getSeconds())
                    .isBetween(3590L, 3600L);
              });
      assertThat(origin.calls()).hasSize(1);
    }
  }

  private static <T extends com.google.protobuf.Message> T unpack(Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eachIdentityHasItsOwn() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .route(
                    "filters",
                    filters(
                        "{\"key\": \"identity\", \"limits\": [{\"requests\": 1, \"window\": \"1h\"}]}"))
                .start()) {
      assertThat(get(gateway, "/", "x-test-user", "ada").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/", "x-test-user", "ada").statusCode()).isEqualTo(429);
      assertThat(get(gateway, "/", "x-test-user", "bob").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void theCostAndTheKeyMayBeExpressions() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .route(
                    "filters",
                    filters(
                        """
                        {"key": {"expression": "request.headers['x-tenant']"},
                         "cost": "request.path.startsWith('/export') ? 5 : 1", "headers": false,
                         "limits": [{"requests": 6, "window": "1h"}]}
                        """))
                .start()) {
      assertThat(get(gateway, "/export", "x-tenant", "a").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/", "x-tenant", "a").statusCode()).isEqualTo(200);
      HttpResponse<String> refused = get(gateway, "/", "x-tenant", "a");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("ratelimit")).isEmpty();
      assertThat(get(gateway, "/", "x-tenant", "b").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAddressThatTheClientClaimsIsNotBelieved() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .route("filters", filters("{\"limits\": [{\"requests\": 1, \"window\": \"1h\"}]}"))
                .start()) {
      assertThat(get(gateway, "/", "x-forwarded-for", "192.0.2.1").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/", "x-forwarded-for", "192.0.2.2").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void behindATrustedProxyTheClientsAddressCounts() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .listener("trustedProxies", new JsonArray().add("127.0.0.1"))
                .route("filters", filters("{\"limits\": [{\"requests\": 1, \"window\": \"1h\"}]}"))
                .start()) {
      assertThat(get(gateway, "/", "x-forwarded-for", "192.0.2.1").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/", "x-forwarded-for", "192.0.2.1").statusCode()).isEqualTo(429);
      assertThat(get(gateway, "/", "x-forwarded-for", "8.8.8.8, 192.0.2.1").statusCode())
          .isEqualTo(429);
      assertThat(get(gateway, "/", "x-forwarded-for", "2001:db8::1").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/", "x-forwarded-for", "2001:DB8:0:0:1::2").statusCode())
          .isEqualTo(429);
    }
  }

  @Test
  void allEventLoopsCountTogether() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestGateway.start(
                TestConfig.http(origin.port())
                    .route(
                        "filters", filters("{\"limits\": [{\"requests\": 5, \"window\": \"1h\"}]}"))
                    .json()
                    .encode(),
                2)) {
      int passed = 0;
      for (int i = 0; i < 20; i++) {
        passed +=
            HttpClients.get(HttpClients.http1(), gateway.url("/")).statusCode() == 200 ? 1 : 0;
      }
      assertThat(passed).isEqualTo(5);
    }
  }

  @Test
  void aWrongExpressionKeepsTheGatewayFromStarting() {
    assertThatThrownBy(
            () ->
                TestConfig.http(1)
                    .route(
                        "filters",
                        filters(
                            """
                            {"cost": "request.size", "limits": [{"requests": 5, "window": "1h"}]}
                            """))
                    .start())
        .hasStackTraceContaining(
            "/routes/0/filters/1/rateLimit/cost: the expression is wrong at line 1");
  }
}
