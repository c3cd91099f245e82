package dev.drover.filter.jwt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.drover.filter.WatchedFile;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads keys: a JSON Web Key Set (RFC 7517, section 5), or public keys and certificates in PEM (RFC
 * 7468). Keys that cannot be used, or are not for signatures, are passed over, as RFC 7517 asks.
 */
final class KeyText {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_KEYS = 100;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

  /** What stands before the 32 bytes of an Ed25519 key (RFC 8410, section 4). */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Set<String> allowed;
  private final boolean secrets;

  /**
   * @param allowed algorithms
   * @param secrets whether a key may be one for HMAC; never where all can read it
   */
  KeyText(Set<String> allowed, boolean secrets) {
    this.allowed = allowed;
    this.secrets = secrets;
  }

  /**
   * Reads keys in either form.
   *
   * @throws WatchedFile.Unusable when there is none that can be used
   */
  KeySet read(String text) throws WatchedFile.Unusable {
    List<KeySet.Key> keys = text.stripLeading().startsWith("{") ? jwks(text) : pem(text);
    if (keys.isEmpty()) {
      throw new WatchedFile.Unusable(
          "There is no key that can be used with the algorithms that are allowed.");
    }
    if (keys.size() > MOST_KEYS) {
      throw new WatchedFile.Unusable("There are more than " + MOST_KEYS + " keys.");
    }
    return new KeySet(text, keys);
  }

  private List<KeySet.Key> jwks(String json) throws WatchedFile.Unusable {
    List<KeySet.Key> keys = new ArrayList<>();
    try {
      for (JsonNode one : MAPPER.readTree(json).path("keys")) {
        key(one.toString()).ifPresent(keys::add);
      }
      return keys;
    } catch (JsonProcessingException noJson) {
      throw new WatchedFile.Unusable("The keys are no JSON.");
    }
  }

  private Optional<KeySet.Key> key(String json) {
    try {
      JWK key = JWK.parse(json);
      Set<KeyOperation> operations = key.getKeyOperations();
      boolean signs =
          (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
              && (operations == null || operations.contains(KeyOperation.VERIFY));
      return signs ? key(key) : Optional.empty();
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | RuntimeException unusable) {
      return Optional.empty();
    }
  }

  private Optional<KeySet.Key> key(JWK key) throws JOSEException, GeneralSecurityException {
    String kid = key.getKeyID();
    Set<String> may = allowed;
    if (key.getAlgorithm() != null) {
      String only = key.getAlgorithm().getName();
      may = allowed.contains(only) ? Set.of(only) : Set.of();
    }
    if (key instanceof RSAKey rsa) {
      return KeySet.key(kid, rsa.toRSAPublicKey(), may);
    }
    if (key instanceof ECKey ec) {
      return KeySet.key(kid, ec.toECPublicKey(), may);
    }
    if (key instanceof OctetKeyPair pair && pair.getCurve().getName().equals("Ed25519")) {
      byte[] encoded = new byte[ED25519.length + 32];
      System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
      byte[] x = pair.getDecodedX();
      System.arraycopy(x, 0, encoded, ED25519.length, Math.min(x.length, 32));
      return x.length == 32 ? KeySet.key(kid, publicKey(encoded), may) : Optional.empty();
    }
    return secrets && key instanceof OctetSequenceKey secret
        ? KeySet.secret(kid, secret.toByteArray(), may)
        : Optional.empty();
  }

  private List<KeySet.Key> pem(String text) throws WatchedFile.Unusable {
    List<KeySet.Key> keys = new ArrayList<>();
    Matcher block = PEM.matcher(text);
    while (block.find()) {
      try {
        byte[] content = Base64.getMimeDecoder().decode(block.group(2));
        PublicKey key =
            switch (block.group(1)) {
              case "PUBLIC KEY" -> publicKey(content);
              case "CERTIFICATE" ->
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(content))
                      .getPublicKey();
              default ->
                  throw new WatchedFile.Unusable(
                      "A file of keys in PEM holds public keys and certificates, and no "
                          + block.group(1)
                          + ".");
            };
        KeySet.key(null, key, allowed).ifPresent(keys::add);
      } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
        throw new WatchedFile.Unusable("A block of PEM cannot be read as a public key.");
      }
    }
    return keys;
  }

  private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
    for (String kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
      } catch (GeneralSecurityException another) {
        // It is of another kind, then.
      }
    }
    throw new GeneralSecurityException("not a key that is known");
  }
}
