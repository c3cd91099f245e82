package dev.drover.filter.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ConfigReader;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Identity;
import dev.drover.filter.Passing;
import dev.drover.testing.Futures;
import dev.drover.testing.Signer;
import dev.drover.testing.WallClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a token counts, to the millisecond, and what rubbish does. */
class JwtClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long SECOND = START.getEpochSecond();

  private final Vertx vertx = Vertx.vertx();
  private final WallClock clock = new WallClock(START);
  private final Signer signer = Signer.ec("k1");
  private final Path keys;

  JwtClockTest(@TempDir Path dir) throws Exception {
    keys = Files.writeString(dir.resolve("jwks.json"), Signer.jwks(signer));
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  private Filter filter(String more) {
    JwtConfig config =
        ConfigReader.plain(
            JwtConfig.class,
            "{\"issuers\": [{\"keys\": \"%s\", \"reload\": \"0s\"}], \"skew\": \"2s\" %s}"
                .formatted(keys, more),
            "test");
    return new JwtFactory(clock, () -> 0).create(config, Passing.parts(vertx));
  }

  private static Exchange with(String token) {
    return Passing.exchange("/", "authorization", "Bearer " + token);
  }

  private static JsonObject claims() {
    return new JsonObject().put("sub", "alice").put("exp", SECOND + 100);
  }

  @Test
  void aRememberedTokenExpiresToTheMillisecond() {
    Filter filter = filter("");
    String token = signer.token(claims());
    assertThat(Passing.outcome(filter, with(token))).isEqualTo(Passing.PASSED);
    clock.set(START.plusMillis(101_999));
    assertThat(Passing.outcome(filter, with(token))).isEqualTo(Passing.PASSED);
    clock.set(START.plusMillis(102_000));
    assertThat(Passing.outcome(filter, with(token)))
        .isEqualTo("UNAUTHENTICATED the token has expired");
  }

  @Test
  void anAuthorizationOfAnotherKindIsTold() {
    assertThat(Passing.outcome(filter(""), Passing.exchange("/", "authorization", "abc")))
        .isEqualTo("UNAUTHENTICATED there is an authorization, but not Bearer and a token");
  }

  @Test
  void aTokenIsNotTakenBeforeItsTime() {
    Filter filter = filter("");
    String token = signer.token(claims().put("nbf", SECOND + 10));
    clock.set(START.plusMillis(7_999));
    assertThat(Passing.outcome(filter, with(token)))
        .isEqualTo("UNAUTHENTICATED the token is not valid yet");
    clock.set(START.plusMillis(8_000));
    assertThat(Passing.outcome(filter, with(token))).isEqualTo(Passing.PASSED);
  }

  @ParameterizedTest
  @CsvSource({"1e300", "9223372036854775807", "1767225700.5"})
  void aTimeMayBeAnyNumber(String exp) {
    String content = "{\"sub\":\"alice\",\"exp\":%s}".formatted(exp);
    JsonObject header = new JsonObject().put("alg", "ES256").put("kid", "k1");
    assertThat(Passing.outcome(filter(""), with(signer.token(header, content))))
        .isEqualTo(Passing.PASSED);
  }

  @ParameterizedTest
  @CsvSource({"-1e300", "-1", "0", "NaN"})
  void aTimeLongAgoIsPast(String exp) {
    String content = "{\"sub\":\"alice\",\"exp\":%s}".formatted(exp);
    JsonObject header = new JsonObject().put("alg", "ES256").put("kid", "k1");
    assertThat(Passing.outcome(filter(""), with(signer.token(header, content))))
        .startsWith("UNAUTHENTICATED");
  }

  @Test
  void theIdentityHasRolesAndClaimsByPath() {
    Exchange exchange =
        with(
            signer.token(
                claims()
                    .put("iss", "me")
                    .put("nothing", (String) null)
                    .put("realm", new JsonObject().put("roles", "a b"))));
    assertThat(Passing.outcome(filter(", \"roles\": \"realm.roles\""), exchange))
        .isEqualTo(Passing.PASSED);
    Identity identity = Objects.requireNonNull(exchange.get(Identity.KEY));
    assertThat(identity.roles()).containsExactlyInAnyOrder("a", "b");
    assertThat(identity.issuer()).isEqualTo("me");
    assertThat(identity.subject()).isEqualTo("alice");
    assertThat(identity.claims()).containsKey("exp").doesNotContainKey("nothing");
  }

  /** Whatever stands in the field, the answer is a refusal and never an exception. */
  @Test
  void rubbishIsRefused() {
    Filter filter = filter("");
    Random random = new Random(20261120);
    String good = signer.token(claims());
    for (int i = 0; i < 20_000; i++) {
      String token = mutated(good, random);
      String field = random.nextInt(10) == 0 ? token : "Bearer " + token;
      String outcome = Passing.outcome(filter, Passing.exchange("/", "authorization", field));
      if (!token.strip().equals(good)) {
        assertThat(outcome).as("the outcome of %s", field).startsWith("UNAUTHENTICATED");
      }
    }
  }

  /** The same with a content that is signed, so that it is read to its end. */
  @Test
  void signedRubbishIsRefusedOrTaken() {
    Filter filter = filter("");
    Random random = new Random(7);
    String content =
        claims().put("nbf", SECOND).put("aud", "a").put("roles", "x").put("iss", "i").encode();
    JsonObject header = new JsonObject().put("alg", "ES256").put("kid", "k1");
    for (int i = 0; i < 1_000; i++) {
      String outcome =
          Passing.outcome(filter, with(signer.token(header, mutated(content, random))));
      assertThat(outcome).matches("PASSED|UNAUTHENTICATED .*");
    }
  }

  private static String mutated(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
      int at = random.nextInt(Math.max(1, out.length()));
      switch (random.nextInt(6)) {
        case 0 -> out.insert(at, (char) random.nextInt(256));
        case 1 -> out.insert(at, ".{}[]\":,=-_ \t0".charAt(random.nextInt(14)));
        case 2 -> out.setLength(at);
        case 3 -> out.insert(at, out.substring(at));
        case 4 -> out.insert(at, (char) random.nextInt(0x10000));
        default -> {
          if (at < out.length()) {
            out.deleteCharAt(at);
          }
        }
      }
    }
    return out.length() > 4000 ? out.substring(0, 4000) : out.toString();
  }
}
