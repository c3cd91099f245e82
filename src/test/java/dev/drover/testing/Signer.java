package dev.drover.testing;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer of JSON Web Tokens, true or false ones, with one key; signs whatever it is given. */
public final class Signer {
  private final String kid;
  private final String algorithm;
  private final String scheme;
  private final KeyPair pair;

  private Signer(String kid, String algorithm, String scheme, KeyPair pair) {
    this.kid = kid;
    this.algorithm = algorithm;
    this.scheme = scheme;
    this.pair = pair;
  }

  /** One that signs with RS256. */
  public static Signer rsa(String kid) {
    return new Signer(kid, "RS256", "SHA256withRSA", pair("RSA", 2048));
  }

  /** One whose RSA key is shorter than is safe. */
  public static Signer shortRsa(String kid) {
    return new Signer(kid, "RS256", "SHA256withRSA", pair("RSA", 1024));
  }

  /** One that signs with ES256. */
  public static Signer ec(String kid) {
    return new Signer(kid, "ES256", "SHA256withECDSAinP1363Format", pair("EC", 256));
  }

  /** One that signs with EdDSA. */
  public static Signer ed(String kid) {
    return new Signer(kid, "EdDSA", "Ed25519", pair("Ed25519", 255));
  }

  private static KeyPair pair(String kind, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Its public key as a JSON Web Key. */
  public String jwk() {
    return switch (algorithm) {
      case "RS256" ->
          new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(kid).build().toJSONString();
      case "ES256" ->
          new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
              .keyID(kid)
              .build()
              .toJSONString();
      default -> {
        byte[] encoded = pair.getPublic().getEncoded();
        String x = base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        yield new JsonObject()
            .put("kty", "OKP")
            .put("crv", "Ed25519")
            .put("kid", kid)
            .put("x", x)
            .encode();
      }
    };
  }

  /** A JSON Web Key Set of several. */
  public static String jwks(Signer... signers) {
    return Arrays.stream(signers)
        .map(Signer::jwk)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /** Its public key in PEM. */
  public String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** Claims of a token that is fine for an hour. */
  public static JsonObject claims() {
    long now = System.currentTimeMillis() / 1000;
    return new JsonObject()
        .put("iss", "https://id.example")
        .put("sub", "alice")
        .put("aud", "orders")
        .put("exp", now + 3600)
        .put("roles", List.of("admin", "sales"));
  }

  /** A token of these claims. */
  public String token(JsonObject claims) {
    return token(new JsonObject().put("alg", algorithm).put("kid", kid), claims.encode());
  }

  /** A token of whatever header and content, signed by this key in its own way. */
  public String token(JsonObject header, String content) {
    String input = part(header.encode()) + "." + part(content);
    try {
      Signature signer = Signature.getInstance(scheme);
      signer.initSign(pair.getPrivate());
      signer.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + base64(signer.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A token signed by HMAC with any bytes as its secret. */
  public static String hmac(byte[] secret, JsonObject header, JsonObject claims) {
    String input = part(header.encode()) + "." + part(claims.encode());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A part of a token. */
  public static String part(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
