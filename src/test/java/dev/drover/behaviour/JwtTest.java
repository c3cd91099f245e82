package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Filters;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawHttp1;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.Signer;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who has a token that an issuer has signed gets through, and nobody else. */
@ExtendWith(NoLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JwtTest {
  private static final String REALM = "Bearer realm=\"drover\"";
  private static final String INVALID = REALM + ", error=\"invalid_token\"";

  private final Signer rsa = Signer.rsa("k1");
  private final Signer ec = Signer.ec("k2");
  private final Signer ed = Signer.ed("k3");
  private final Signer stranger = Signer.rsa("k1");
  private final Signer weak = Signer.shortRsa("weak");
  private final Path keys;
  private final Path pem;
  private final Map<String, String> attacks;
  private final RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
  private final GrpcOrigin grpc = GrpcOrigin.echo();
  private final TestGateway gateway;
  private final TestGateway grpcGateway;

  JwtTest(@TempDir Path dir) throws Exception {
    keys = Files.writeString(dir.resolve("jwks.json"), Signer.jwks(rsa, ec, ed, weak));
    attacks = attacks();
    pem = Files.writeString(dir.resolve("keys.pem"), ec.pem() + rsa.pem() + ed.pem());
    gateway = TestConfig.http(origin.port()).route("filters", filters("")).start();
    grpcGateway = TestConfig.grpc(grpc.port()).route("filters", filters("")).start();
  }

  private io.vertx.core.json.JsonArray filters(String more) {
    return Filters.of(
        "jwt",
        """
        {"issuers": [{"issuer": "https://id.example", "keys": "%s", "audiences": ["orders"]}],
         "forward": {"x-user": "sub", "x-roles": "roles", "x-name": "profile.name"} %s}
        """
            .formatted(keys, more));
  }

  @BeforeAll
  void warmUp() throws Exception {
    assertThat(get(rsa.token(Signer.claims())).statusCode()).isEqualTo(200);
  }

  @AfterAll
  void close() {
    gateway.close();
    grpcGateway.close();
    origin.close();
    grpc.close();
  }

  private HttpResponse<String> get(String token) throws Exception {
    return HttpClients.get(
        HttpClients.http1(), gateway.url("/"), "authorization", "Bearer " + token);
  }

  private static void refused(HttpResponse<String> answer, int status, String challenge) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().allValues("www-authenticate")).containsExactly(challenge);
  }

  Stream<Signer> signers() {
    return Stream.of(rsa, ec, ed);
  }

  @ParameterizedTest
  @MethodSource("signers")
  void aSignedTokenPassesAndTheUpstreamIsToldOfItsClaims(Signer signer) throws Exception {
    int before = origin.requests().size();
    JsonObject claims =
        Signer.claims().put("profile", new JsonObject().put("name", "Zoë\r\nx-admin: 1"));
    for (int i = 1; i <= 2; i++) { // verified, then remembered
      assertThat(get(signer.token(claims)).statusCode()).isEqualTo(200);

      RawMessage request = origin.awaitRequest(before + i);
      assertThat(request.headers("x-user")).containsExactly("alice");
      assertThat(request.headers("x-roles")).containsExactly("admin,sales");
      assertThat(request.headers("x-name")).containsExactly("Zo%C3%AB%0D%0Ax-admin: 1");
      assertThat(request.header("x-admin")).isEmpty();
      assertThat(request.header("authorization")).isPresent();
    }
  }

  /** The table of attacks: a token for each, from keys that are known and from others. */
  private Map<String, String> attacks() {
    long now = System.currentTimeMillis() / 1000;
    JsonObject good = Signer.claims();
    String none = Signer.part("{\"alg\":\"none\"}") + "." + Signer.part(good.encode()) + ".";
    JsonObject hs = new JsonObject().put("alg", "HS256").put("kid", "k1");
    Map<String, String> table = new TreeMap<>();
    table.put("alg none", none);
    table.put("alg none with a signature", none + Signer.part("x"));
    table.put(
        "alg NonE",
        none.replace(Signer.part("{\"alg\":\"none\"}"), Signer.part("{\"alg\":\"NonE\"}")));
    table.put("HMAC with the public key", Signer.hmac(text(rsa.pem()), hs, good));
    table.put("HMAC with the key set", Signer.hmac(text(rsa.jwk()), hs, good));
    table.put("HMAC with nothing", Signer.hmac(new byte[] {0}, hs, good));
    table.put("another's key of the same name", stranger.token(good));
    table.put("a short key", weak.token(good));
    table.put("an algorithm of another key", header(rsa, "ES256", "k2", good));
    table.put("a key of its own", own(stranger, good));
    table.put("a critical extension", critical(good));
    table.put("expired", rsa.token(good.copy().put("exp", now - 60)));
    table.put("never expires", rsa.token(without(good, "exp")));
    table.put("expires in words", rsa.token(good.copy().put("exp", "tomorrow")));
    table.put("not yet valid", rsa.token(good.copy().put("nbf", now + 600)));
    table.put("another audience", rsa.token(good.copy().put("aud", "billing")));
    table.put("no audience", rsa.token(without(good, "aud")));
    table.put("another issuer", rsa.token(good.copy().put("iss", "https://evil.example")));
    table.put("no issuer", rsa.token(without(good, "iss")));
    table.put("no subject", rsa.token(without(good, "sub")));
    table.put("an empty subject", rsa.token(good.copy().put("sub", "")));
    table.put("a number as subject", rsa.token(good.copy().put("sub", 7)));
    table.put("oversized", rsa.token(good.copy().put("pad", "x".repeat(9000))));
    table.put("deep", rsa.token(deep(good)));
    table.put("twice the same claim", rsa.token(alg("RS256", "k1"), twice(good)));
    table.put("changed claims", changed(rsa.token(good), good.copy().put("sub", "root")));
    table.put("no parts", "abc");
    table.put("five parts", "a.b.c.d.e");
    table.put("no base64", "!!.??.**");
    table.put("two tokens", rsa.token(good) + ", Bearer " + rsa.token(good));
    return table;
  }

  Stream<String> attackNames() {
    return attacks.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("attackNames")
  void aFalseTokenIsRefusedAndTheUpstreamIsNotAsked(String name) throws Exception {
    String token = attacks.getOrDefault(name, "");
    int before = origin.requests().size();
    int calls = grpc.calls().size();

    HttpResponse<String> answer = get(token);
    refused(answer, 401, INVALID);
    assertThat(answer.body()).contains("The token is not valid here.").doesNotContain(token);
    assertThat(origin.requests()).hasSize(before);

    try (GrpcCalls client = GrpcCalls.to(grpcGateway.port())) {
      Status status = Filters.status(client, "authorization", "Bearer " + token);
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(status.getDescription()).isEqualTo("The token is not valid here.");
    }
    assertThat(grpc.calls()).hasSize(calls);
  }

  @Test
  void aCallWithATokenPasses() {
    try (GrpcCalls client = GrpcCalls.to(grpcGateway.port())) {
      String token = rsa.token(Signer.claims());
      assertThat(Filters.status(client, "authorization", "bearer " + token)).isEqualTo(Status.OK);
      assertThat(Filters.status(client).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void withoutATokenItIsAskedForWithoutAnError() throws Exception {
    refused(HttpClients.get(HttpClients.http1(), gateway.url("/")), 401, REALM);
    refused(
        HttpClients.get(HttpClients.http1(), gateway.url("/"), "authorization", "Basic YTpi"),
        401,
        REALM);
  }

  @Test
  void twoAuthorizationFieldsAreRefused() throws Exception {
    String token = rsa.token(Signer.claims());
    refused(
        HttpClients.get(
            HttpClients.http1(),
            gateway.url("/"),
            "authorization",
            "Bearer " + token,
            "authorization",
            "Bearer " + token),
        400,
        REALM + ", error=\"invalid_request\"");
  }

  @ParameterizedTest
  @CsvSource({"x-user", "X-User", "x_user", "X_USER", "x.user", "x-roles", "x_roles", "x-name"})
  void whatTheClientSaysOfItselfNeverGoesOn(String name) throws Exception {
    int before = origin.requests().size();
    assertThat(
            HttpClients.get(
                    HttpClients.http1(),
                    gateway.url("/"),
                    "authorization",
                    "Bearer " + rsa.token(Signer.claims()),
                    name,
                    "root")
                .statusCode())
        .isEqualTo(200);
    RawMessage request = origin.awaitRequest(before + 1);
    assertThat(request.headers()).noneMatch(field -> field.getValue().equals("root"));
    assertThat(request.headers("x-user")).containsExactly("alice");
  }

  @Test
  void theConnectionFieldCannotTakeTheIdentityAway() throws Exception {
    int before = origin.requests().size();
    try (RawHttp1 client = RawHttp1.connect(gateway.port())) {
      String answer =
          client
              .send(
                  "GET / HTTP/1.1\r\nhost: a\r\nauthorization: Bearer "
                      + rsa.token(Signer.claims())
                      + "\r\nconnection: close, X-User\r\n\r\n")
              .answer();
      assertThat(answer).startsWith("HTTP/1.1 400");
    }
    assertThat(origin.requests()).hasSize(before);
  }

  @Test
  void anOptionalTokenMayBeMissingButNotWrong() throws Exception {
    int before = origin.requests().size();
    try (TestGateway open =
        TestConfig.http(origin.port()).route("filters", filters(", \"optional\": true")).start()) {
      assertThat(HttpClients.get(HttpClients.http1(), open.url("/"), "x-user", "root").statusCode())
          .isEqualTo(200);
      assertThat(origin.awaitRequest(before + 1).header("x-user")).isEmpty();
      refused(
          HttpClients.get(HttpClients.http1(), open.url("/"), "authorization", "Bearer x"),
          401,
          INVALID);
    }
  }

  @Test
  void cookiesAndParametersAreTakenAndDoNotGoOn() throws Exception {
    int before = origin.requests().size();
    String token = rsa.token(Signer.claims());
    try (TestGateway open =
        TestConfig.http(origin.port())
            .route(
                "filters",
                filters(", \"cookie\": \"sid\", \"query\": \"access_token\", \"keep\": false"))
            .start()) {
      var client = HttpClients.http1();
      HttpClients.get(client, open.url("/a?x=1&access_token=" + token + "&y=2"));
      HttpClients.get(client, open.url("/"), "cookie", "a=1; sid=" + token + "; b=2");
      HttpClients.get(client, open.url("/"), "authorization", "Bearer " + token);
      assertThat(origin.awaitRequest(before + 1).target()).isEqualTo("/a?x=1&y=2");
      assertThat(origin.awaitRequest(before + 2).header("cookie")).contains("a=1; b=2");
      assertThat(origin.awaitRequest(before + 3).header("authorization")).isEmpty();
      refused(
          HttpClients.get(client, open.url("/?access_token=" + token), "cookie", "sid=" + token),
          400,
          REALM + ", error=\"invalid_request\"");
      assertThat(origin.requests()).hasSize(before + 3);
    }
  }

  @Test
  void keysInPemServeTokensOfAnyKid() throws Exception {
    try (TestGateway other =
        TestConfig.http(origin.port())
            .route(
                "filters", Filters.of("jwt", "{\"issuers\": [{\"keys\": \"%s\"}]}".formatted(pem)))
            .start()) {
      for (Signer signer : signers().toList()) {
        assertThat(
                HttpClients.get(
                        HttpClients.http1(),
                        other.url("/"),
                        "authorization",
                        "Bearer " + signer.token(Signer.claims()))
                    .statusCode())
            .isEqualTo(200);
      }
      refused(
          HttpClients.get(
              HttpClients.http1(),
              other.url("/"),
              "authorization",
              "Bearer " + stranger.token(Signer.claims())),
          401,
          INVALID);
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject alg(String algorithm, String kid) {
    return new JsonObject().put("alg", algorithm).put("kid", kid);
  }

  private static String header(Signer signer, String algorithm, String kid, JsonObject claims) {
    return signer.token(alg(algorithm, kid), claims.encode());
  }

  private static String own(Signer signer, JsonObject claims) {
    JsonObject header = alg("RS256", "k1").put("jwk", new JsonObject(signer.jwk()));
    return signer.token(header, claims.encode());
  }

  private String critical(JsonObject claims) {
    return rsa.token(
        alg("RS256", "k1").put("crit", java.util.List.of("b64")).put("b64", false),
        claims.encode());
  }

  private static JsonObject without(JsonObject claims, String name) {
    JsonObject left = claims.copy();
    left.remove(name);
    return left;
  }

  private static JsonObject deep(JsonObject claims) {
    JsonObject inner = new JsonObject();
    for (int i = 0; i < 100; i++) {
      inner = new JsonObject().put("a", inner);
    }
    return claims.copy().put("deep", inner);
  }

  private static String twice(JsonObject claims) {
    return claims.encode().replaceFirst("\\{", "{\"sub\":\"root\",");
  }

  private static String changed(String token, JsonObject claims) {
    String[] parts = token.split("\\.", -1);
    String content = Base64.getUrlEncoder().withoutPadding().encodeToString(text(claims.encode()));
    return parts[0] + "." + content + "." + parts[2];
  }
}
