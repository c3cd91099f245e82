package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Eventually;
import dev.drover.testing.Filters;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has a key that was given to a consumer gets through, and the key stays here. */
@ExtendWith(NoLeaks.class)
class ApiKeyTest {
  private final HttpClient client = HttpClients.http1();
  private final RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
  private final Path file;

  ApiKeyTest(@TempDir Path dir) throws Exception {
    file = Files.writeString(dir.resolve("consumers.json"), consumers("acme", "acme-key"));
  }

  @AfterEach
  void close() {
    origin.close();
  }

  private static String consumers(String name, String key) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    return """
    {"consumers": [{"name": "%s", "keys": ["%s"], "roles": ["partner"],
      "claims": {"plan": "gold"}}]}
    """
        .formatted(name, HexFormat.of().formatHex(digest));
  }

  private JsonArray filters(String more) {
    return Filters.of(
        "apiKey",
        """
        {"consumers": "%s", "query": "key", "reload": "20ms",
         "forward": {"x-consumer": "sub", "x-plan": "plan", "x-roles": "roles"} %s}
        """
            .formatted(file, more));
  }

  private TestGateway gateway(String more) {
    return TestConfig.http(origin.port()).route("filters", filters(more)).start();
  }

  @Test
  void aKeyIsKnownInEitherPlaceAndDoesNotGoOn() throws Exception {
    try (TestGateway gateway = gateway("")) {
      HttpClients.get(client, gateway.url("/a"), "x-api-key", "acme-key", "X_Consumer", "root");
      HttpClients.get(client, gateway.url("/b?a=1&k%65y=acme%2Dkey&b=2"));

      RawMessage first = origin.awaitRequest(1);
      assertThat(first.header("x-api-key")).isEmpty();
      assertThat(first.headers("x-consumer")).containsExactly("acme");
      assertThat(first.headers("x_consumer")).isEmpty();
      assertThat(first.headers("x-plan")).containsExactly("gold");
      assertThat(first.headers("x-roles")).containsExactly("partner");
      assertThat(origin.awaitRequest(2).target()).isEqualTo("/b?a=1&b=2");
    }
  }

  @Test
  void theKeyGoesOnWhereThatIsMeant() throws Exception {
    try (TestGateway gateway = gateway(", \"keep\": true")) {
      HttpClients.get(client, gateway.url("/?key=acme-key"));
      assertThat(origin.awaitRequest(1).target()).isEqualTo("/?key=acme-key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme-kez", "", "ACME-KEY", "acme-key "})
  void anUnknownKeyIsRefused(String key) throws Exception {
    try (TestGateway gateway = gateway("")) {
      HttpResponse<String> answer =
          HttpClients.get(client, gateway.url("/?key=" + key.replace(" ", "%20")));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("www-authenticate")).contains("ApiKey");
      assertThat(answer.body()).contains("The API key is not known here.");
      assertThat(HttpClients.get(client, gateway.url("/")).body())
          .contains("An API key is needed here.");
      assertThat(origin.requests()).isEmpty();
      assertThat(gateway.gateway().metrics())
          .contains("drover_filter_refused_total{filter=\"apiKey\",route=\"all\"} 2");
    }
  }

  @Test
  void twoKeysAreRefused() throws Exception {
    try (TestGateway gateway = gateway("")) {
      String[] requests = {"/?key=acme-key&key=acme-key", "/?key=x&%6bey=acme-key"};
      for (String target : requests) {
        assertThat(HttpClients.get(client, gateway.url(target)).statusCode()).isEqualTo(400);
      }
      assertThat(
              HttpClients.get(client, gateway.url("/?key=acme-key"), "x-api-key", "acme-key")
                  .statusCode())
          .isEqualTo(400);
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void aCallHasItsKeyInMetadata() throws Exception {
    try (GrpcOrigin grpc = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(grpc.port()).route("filters", filters("")).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(Filters.status(calls, "x-api-key", "acme-key")).isEqualTo(Status.OK);
      assertThat(Filters.status(calls, "x-api-key", "nobody").getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(Filters.status(calls).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(grpc.calls()).hasSize(1);
    }
  }

  @Test
  void theFileIsReadAgainAndABrokenOneChangesNothing() throws Exception {
    try (TestGateway gateway = gateway("")) {
      assertThat(status(gateway, "acme-key")).isEqualTo(200);
      Files.writeString(file, consumers("other", "other-key"));
      Eventually.await(
          () -> status(gateway, "other-key") == 200, Duration.ofSeconds(10), "It is not read");
      assertThat(status(gateway, "acme-key")).isEqualTo(401);
      Files.writeString(file, "{\"consumers\": [");
      Eventually.holds(
          () -> status(gateway, "other-key") == 200,
          Duration.ofMillis(200),
          "A broken file is used");
    }
  }

  private int status(TestGateway gateway, String key) {
    try {
      return HttpClients.get(client, gateway.url("/"), "x-api-key", key).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKeyThatStandsInTheFileItselfIsRefusedAndNotShown() throws Exception {
    Files.writeString(file, "{\"consumers\": [{\"name\": \"acme\", \"keys\": [\"s3cr3t-key\"]}]}");
    assertThatThrownBy(() -> gateway("").close())
        .rootCause()
        .hasMessageContaining("acme is no SHA-256")
        .hasMessageNotContaining("s3cr3t");
  }
}
