package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Filters;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.Signer;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** What clients and files keep secret is nowhere to be read. */
@ExtendWith(NoLeaks.class)
class SecretsTest {
  private static final String KEY = "api-key-4711-of-acme";
  private static final String PASSWORD = "wonderland-4711";
  private static final String HMAC = "an HMAC secret of 32 bytes, 4711";

  private final Path dir;
  private final String digest;
  private final String hash = BCrypt.hashpw(PASSWORD, BCrypt.gensalt(4));

  SecretsTest(@TempDir Path dir) throws Exception {
    this.dir = dir;
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    digest = HexFormat.of().formatHex(sha256.digest(KEY.getBytes(StandardCharsets.UTF_8)));
    Files.writeString(
        dir.resolve("consumers.json"),
        "{\"consumers\": [{\"name\": \"acme\", \"keys\": [\"%s\"]}]}".formatted(digest));
    Files.writeString(dir.resolve("users"), "alice:" + hash);
    Files.writeString(
        dir.resolve("jwks.json"),
        "{\"keys\": [{\"kty\": \"oct\", \"k\": \"%s\"}]}".formatted(base64(HMAC)));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void noneOfThemIsInTheConfigurationTheMetricsTheLogOrAnAnswer() throws Exception {
    Path log = dir.resolve("access.json");
    List<String> shown = new ArrayList<>();
    String token =
        Signer.hmac(
            HMAC.getBytes(StandardCharsets.UTF_8),
            new JsonObject().put("alg", "HS256"),
            Signer.claims());
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"))) {
      try (TestGateway gateway =
          TestConfig.http(origin.port())
              .with("admin", "{\"port\": 0}")
              .with("accessLog", "{\"target\": \"%s\"}".formatted(log))
              .route(
                  "filters",
                  Filters.of(
                      "apiKey",
                      "{\"consumers\": \"%s/consumers.json\", \"query\": \"key\", \"optional\": true}"
                          .formatted(dir),
                      "jwt",
                      """
                      {"issuers": [{"keys": "%s/jwks.json", "algorithms": ["HS256"]}],
                       "header": "x-token", "query": "token", "optional": true}
                      """
                          .formatted(dir),
                      "basic",
                      "{\"users\": \"%s/users\", \"optional\": true}".formatted(dir)))
              .start()) {
        HttpClient client = HttpClients.http1();
        String basic =
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(("alice:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        String[][] requests = {
          {"/?key=" + KEY},
          {"/?key=" + KEY + "x"},
          {"/?token=" + token},
          {"/?token=" + token + "x"},
          {"/", "x-token", token},
          {"/", "authorization", basic},
          {"/", "authorization", basic.substring(0, basic.length() - 4)},
          {"/?key=" + KEY, "x-api-key", KEY}
        };
        List<Integer> statuses = new ArrayList<>();
        for (String[] request : requests) {
          String[] fields = java.util.Arrays.copyOfRange(request, 1, request.length);
          HttpResponse<String> answer = HttpClients.get(client, gateway.url(request[0]), fields);
          statuses.add(answer.statusCode());
          shown.add(answer.body() + answer.headers().map());
        }
        assertThat(statuses).containsExactly(200, 401, 200, 401, 200, 200, 401, 400);
        String admin = "http://127.0.0.1:" + gateway.gateway().adminPort();
        for (String page : List.of("/config", "/metrics", "/routes", "/exchanges")) {
          shown.add(HttpClients.get(client, admin + page).body());
        }
      }
      shown.add(Files.readString(log));
    }
    assertThat(shown.get(shown.size() - 1))
        .contains("\"identity\":\"acme\"", "\"identity\":\"alice\"");
    for (String secret :
        List.of(KEY, PASSWORD, HMAC, base64(HMAC), digest, hash, token, token.split("\\.")[2])) {
      assertThat(shown).allSatisfy(text -> assertThat(text).doesNotContain(secret));
    }
  }
}
