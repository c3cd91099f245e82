package dev.drover.filter.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.filter.WatchedFile;
import dev.drover.testing.Signer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys are taken for what (RFC 8725, sections 3.1 and 3.2). */
class KeyTextTest {
  private static final Set<String> ALL = Set.of("RS256", "PS256", "ES256", "EdDSA", "HS256");
  private static final byte[] SECRET =
      "a secret of at least 32 bytes, or more".getBytes(StandardCharsets.UTF_8);
  private static final String OCT =
      "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"%s\"}"
          .formatted(Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET));

  private final Signer rsa = Signer.rsa("k1");
  private final Signer ec = Signer.ec("k2");

  private static KeySet.Verdict verdict(KeySet keys, String token) throws Exception {
    return keys.verify(Token.parse(token));
  }

  private static String keys(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  @Test
  void aPublicKeyIsNeverASecretEvenWhereHmacIsAllowed() throws Exception {
    JsonObject hs = new JsonObject().put("alg", "HS256").put("kid", "k1");
    for (String text : new String[] {rsa.pem(), keys(rsa.jwk())}) {
      KeySet set = new KeyText(ALL, true).read(text);
      for (String secret : new String[] {rsa.pem(), rsa.pem().strip(), rsa.jwk(), text}) {
        String forged = Signer.hmac(secret.getBytes(StandardCharsets.UTF_8), hs, Signer.claims());
        assertThat(verdict(set, forged)).isNotEqualTo(KeySet.Verdict.SIGNED);
      }
      assertThat(verdict(set, rsa.token(Signer.claims()))).isEqualTo(KeySet.Verdict.SIGNED);
    }
  }

  @Test
  void aSecretIsTakenFromAFileAndWhereItIsAllowedOnly() throws Exception {
    JsonObject hs = new JsonObject().put("alg", "HS256").put("kid", "s");
    String token = Signer.hmac(SECRET, hs, Signer.claims());
    assertThat(verdict(new KeyText(ALL, true).read(keys(OCT)), token))
        .isEqualTo(KeySet.Verdict.SIGNED);
    assertThat(new KeyText(ALL, false).read(keys(OCT, ec.jwk())).size()).isEqualTo(1);
    assertThatThrownBy(() -> new KeyText(Set.of("RS256"), true).read(keys(OCT)))
        .isInstanceOf(WatchedFile.Unusable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "RS256, SIGNED",
    "PS256, FORGED",
    "ES256, FORGED",
    "RS384, FORGED",
    "none, FORGED",
    "'', FORGED"
  })
  void aKeyHasTheAlgorithmsOfItsTypeThatAreAllowed(String algorithm, KeySet.Verdict expected)
      throws Exception {
    KeySet set = new KeyText(ALL, true).read(keys(rsa.jwk(), ec.jwk()));
    JsonObject header = new JsonObject().put("alg", algorithm).put("kid", "k1");
    assertThat(verdict(set, rsa.token(header, Signer.claims().encode()))).isEqualTo(expected);
  }

  @Test
  void aKeyThatNamesItsAlgorithmOrUseHasNoOther() throws Exception {
    String only = new JsonObject(rsa.jwk()).put("alg", "PS256").encode();
    String other = new JsonObject(ec.jwk()).put("use", "enc").encode();
    KeySet set = new KeyText(ALL, true).read(keys(only, other));
    assertThat(set.size()).isEqualTo(1);
    assertThat(verdict(set, rsa.token(Signer.claims()))).isEqualTo(KeySet.Verdict.FORGED);
  }

  @Test
  void aTokenWithoutKidIsTriedWithAFewKeysOnly() throws Exception {
    Signer[] many = new Signer[6];
    for (int i = 0; i < many.length; i++) {
      many[i] = Signer.ec("e" + i);
    }
    KeySet set = new KeyText(ALL, true).read(Signer.jwks(many));
    JsonObject header = new JsonObject().put("alg", "ES256");
    String content = Signer.claims().encode();
    assertThat(verdict(set, many[3].token(header, content))).isEqualTo(KeySet.Verdict.SIGNED);
    assertThat(verdict(set, many[4].token(header, content))).isEqualTo(KeySet.Verdict.UNKNOWN_KEY);
    assertThat(verdict(set, many[5].token(Signer.claims()))).isEqualTo(KeySet.Verdict.SIGNED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"keys\": 7}",
        "{\"keys\": [{\"kty\":\"RSA\"},{\"kty\":\"new\"},7,null]}",
        "{",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"
      })
  void textWithoutAKeyIsRefused(String text) {
    assertThatThrownBy(() -> new KeyText(ALL, true).read(text))
        .isInstanceOf(WatchedFile.Unusable.class)
        .hasMessageNotContaining("AAAA");
  }

  @Test
  void keysShowNothingOfThemselves() throws Exception {
    assertThat(new KeyText(ALL, true).read(keys(OCT))).hasToString("1 keys");
  }
}
