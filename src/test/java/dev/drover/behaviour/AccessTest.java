package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may not is told so in his protocol, without a reason, and the origin hears nothing of it. */
@ExtendWith(NoLeaks.class)
class AccessTest {
  private static JsonArray filters(String access) {
    return new JsonArray()
        .add(new JsonObject("{\"testIdentity\": {\"tenant\": \"acme\"}}"))
        .add(new JsonObject().put("access", new JsonObject(access)));
  }

  private static RawMessage send(TestGateway gateway, String path, String... headers)
      throws Exception {
    try (RawClient client = RawClient.connect(gateway.port())) {
      String fields = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      client.write("GET " + path + " HTTP/1.1\r\nhost: a\r\n" + fields + "\r\n");
      return client.readMessage();
    }
  }

  @Test
  void anHttpClientIsToldNoReason() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .route(
                    "filters",
                    filters(
                        """
                        {"rules": [{"deny": {"paths": ["/admin/**"]}}, {"allow": {"subjects": ["*"]}}]}
                        """))
                .start()) {
      RawMessage refused = send(gateway, "/admin/x", "x-test-user: ada");

      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.header("content-type")).hasValue("application/problem+json");
      assertThat(refused.text()).contains("This request is not allowed.").doesNotContain("rule");
      for (String path : new String[] {"/ADMIN", "/%2561dmin/", "//admin", "/x/%2e%2e/admin"}) {
        assertThat(send(gateway, path, "x-test-user: ada").status()).isEqualTo(403);
      }
      assertThat(send(gateway, "/x").status()).isEqualTo(403);
      assertThat(origin.requests()).isEmpty();
      assertThat(send(gateway, "/x", "x-test-user: ada").status()).isEqualTo(200);
      assertThat(gateway.gateway().metrics())
          .contains("drover_filter_refused_total{filter=\"access\",route=\"all\"} 6.0");
    }
  }

  @Test
  void aGrpcClientIsTold() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .route(
                    "filters",
                    filters(
                        "{\"rules\": [{\"allow\": {\"grpc\": [\"" + GrpcMethods.BIDI + "\"]}}]}"))
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Status status = calls.status(GrpcMethods.UNARY, new byte[] {1});

      assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(status.getDescription()).isEqualTo("This request is not allowed.");
      assertThat(origin.calls()).isEmpty();
    }
  }

  @Test
  void anAddressThatTheClientClaimsIsNotBelieved() throws Exception {
    String rules = "{\"rules\": [{\"allow\": {\"clients\": [\"10.0.0.0/8\"]}}]}";
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway open = TestConfig.http(origin.port()).route("filters", filters(rules)).start();
        TestGateway behind =
            TestConfig.http(origin.port())
                .listener("trustedProxies", new JsonArray().add("127.0.0.1"))
                .route("filters", filters(rules))
                .start()) {
      assertThat(send(open, "/", "x-forwarded-for: 10.1.1.1").status()).isEqualTo(403);
      assertThat(send(open, "/", "forwarded: for=10.1.1.1").status()).isEqualTo(403);
      assertThat(send(behind, "/", "x-forwarded-for: 10.1.1.1, 203.0.113.9").status())
          .isEqualTo(403);
      assertThat(
              send(behind, "/", "x-forwarded-for: 10.1.1.1", "x-forwarded-for: 203.0.113.9")
                  .status())
          .isEqualTo(403);
      assertThat(origin.requests()).isEmpty();
      assertThat(send(behind, "/", "x-forwarded-for: 203.0.113.9, 10.1.1.1").status())
          .isEqualTo(200);
    }
  }
}
