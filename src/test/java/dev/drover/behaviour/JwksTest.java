package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Filters;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.Signer;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys that an issuer publishes are fetched, kept and replaced, and seldom asked for. */
@ExtendWith(NoLeaks.class)
class JwksTest {
  private final Signer old = Signer.ec("old");
  private final Signer fresh = Signer.ec("fresh");
  private final AtomicReference<String> published = new AtomicReference<>(answer(old));
  private final HttpClient client = HttpClients.http1();
  private final RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
  private final RawOrigin issuer =
      RawOrigin.start(
          connection -> {
            while (true) {
              connection.readRequest();
              connection.write(Objects.requireNonNull(published.get()));
            }
          });

  @AfterEach
  void close() {
    origin.close();
    issuer.close();
  }

  private static String answer(Signer... signers) {
    String json = Signer.jwks(signers);
    return "HTTP/1.1 200 OK\r\ncontent-length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  private TestGateway gateway(String every, String pause) {
    return TestConfig.http(origin.port())
        .route(
            "filters",
            Filters.of(
                "jwt",
                """
                {"issuers": [{"jwks": {"url": "http://127.0.0.1:%d/jwks", "every": "%s",
                  "pause": "%s"}}]}
                """
                    .formatted(issuer.port(), every, pause)))
        .start();
  }

  private int get(TestGateway gateway, Signer signer) throws Exception {
    return HttpClients.get(
            client, gateway.url("/"), "authorization", "Bearer " + signer.token(Signer.claims()))
        .statusCode();
  }

  @Test
  void theFirstRequestWaitsForTheKeys() throws Exception {
    try (TestGateway gateway = gateway("1h", "1h")) {
      assertThat(get(gateway, old)).isEqualTo(200);
      assertThat(issuer.requests()).hasSize(1);
    }
  }

  @Test
  void aStormOfUnknownKeysDoesNotReachTheIssuer() throws Exception {
    try (TestGateway gateway = gateway("1h", "1h")) {
      assertThat(get(gateway, old)).isEqualTo(200);
      List<CompletableFuture<HttpResponse<Void>>> storm = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String token = fresh.token(Signer.claims().put("jti", i));
        storm.add(
            client.sendAsync(
                HttpClients.request(gateway.url("/"))
                    .header("authorization", "Bearer " + token)
                    .build(),
                HttpResponse.BodyHandlers.discarding()));
      }
      for (var answer : storm) {
        assertThat(answer.join().statusCode()).isEqualTo(401);
      }
      assertThat(issuer.requests()).hasSize(1);
      assertThat(origin.requests()).hasSize(1);
      assertThat(get(gateway, old)).isEqualTo(200);
    }
  }

  @Test
  void keysAreRotatedWithoutAFailedRequest() throws Exception {
    try (TestGateway gateway = gateway("1h", "100ms")) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < 200_000_000) {
        assertThat(get(gateway, old)).isEqualTo(200);
      }
      published.set(answer(old, fresh));
      List<CompletableFuture<HttpResponse<Void>>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Signer signer = i % 2 == 0 ? old : fresh;
        all.add(
            client.sendAsync(
                HttpClients.request(gateway.url("/"))
                    .header("authorization", "Bearer " + signer.token(Signer.claims().put("n", i)))
                    .build(),
                HttpResponse.BodyHandlers.discarding()));
      }
      for (var answer : all) {
        assertThat(answer.join().statusCode()).isEqualTo(200);
      }
      assertThat(issuer.requests()).hasSize(2);
    }
  }

  @Test
  void aKeyThatIsTakenBackIsNoLongerTrustedForTokensThatWereVerified() throws Exception {
    try (TestGateway gateway = gateway("1s", "100ms")) {
      String token = "Bearer " + old.token(Signer.claims());
      assertThat(HttpClients.get(client, gateway.url("/"), "authorization", token).statusCode())
          .isEqualTo(200);
      published.set(answer(fresh));
      Eventually.await(
          () -> status(gateway, token) == 401, Duration.ofSeconds(10), "It is still trusted");
    }
  }

  @Test
  void theLastGoodKeysStayWhenTheIssuerFails() throws Exception {
    try (TestGateway gateway = gateway("1s", "100ms")) {
      assertThat(get(gateway, old)).isEqualTo(200);
      published.set("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n");
      int before = issuer.requests().size();
      Eventually.await(
          () -> issuer.requests().size() > before + 1, Duration.ofSeconds(10), "It is not asked");
      assertThat(get(gateway, old)).isEqualTo(200);
      assertThat(gateway.gateway().metrics())
          .containsPattern("drover_jwks_fetches_total\\{outcome=\"failed\",route=\"all\"} [1-9]");
    }
  }

  @Test
  void withoutKeysNobodyIsCalledInvalid() throws Exception {
    published.set("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    try (TestGateway gateway = gateway("1h", "1h")) {
      HttpResponse<String> answer =
          HttpClients.get(
              client, gateway.url("/"), "authorization", "Bearer " + old.token(Signer.claims()));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("NO_AUTHORITY");
      assertThat(origin.requests()).isEmpty();
    }
  }

  private int status(TestGateway gateway, String authorization) {
    try {
      return HttpClients.get(client, gateway.url("/"), "authorization", authorization).statusCode();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
