package dev.drover.filter.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer, each with the algorithms that it may be used with: those of its own type
 * only, and of these the ones that the configuration allows. So a public key can never serve as an
 * HMAC secret, and {@code none} is no algorithm (RFC 8725, sections 3.1 and 3.2). Immutable, safe
 * for use by any thread.
 */
final class KeySet {
  /** What the keys say of a token. */
  enum Verdict {
    /** One of them has signed it. */
    SIGNED,
    /** The one that it names has not. */
    FORGED,
    /** The one that it names is not among them, or it names none and none has signed it. */
    UNKNOWN_KEY
  }

  /** One key: for each algorithm what verifies with it. */
  record Key(@Nullable String kid, Map<String, JWSVerifier> verifiers) {}

  /** No keys: they are not known yet. */
  static final KeySet NONE = new KeySet("", List.of());

  /** A token without a {@code kid} must not cost more than that. */
  private static final int MOST_TRIED = 4;

  private static final int LEAST_RSA_BITS = 2048;

  private final String source;
  private final List<Key> keys;

  /**
   * @param source what they were made of; sets of the same source are equal
   */
  KeySet(String source, List<Key> keys) {
    this.source = source;
    this.keys = List.copyOf(keys);
  }

  int size() {
    return keys.size();
  }

  /** Whether one of them has signed a token. Takes up to a millisecond. */
  Verdict verify(Token token) {
    int left = MOST_TRIED;
    boolean named = false;
    for (Key key : keys) {
      boolean same = key.kid() != null && key.kid().equals(token.kid());
      if (!same && key.kid() != null && token.kid() != null) {
        continue;
      }
      named |= same;
      JWSVerifier verifier = key.verifiers().get(token.algorithm());
      if (verifier != null && left-- > 0 && Algorithms.verifies(verifier, token)) {
        return Verdict.SIGNED;
      }
    }
    return named ? Verdict.FORGED : Verdict.UNKNOWN_KEY;
  }

  /** A public key for what it may be used; empty when that is nothing. */
  static Optional<Key> key(@Nullable String kid, PublicKey key, Set<String> allowed) {
    try {
      if (key instanceof RSAPublicKey rsa) {
        return rsa.getModulus().bitLength() < LEAST_RSA_BITS
            ? Optional.empty()
            : key(kid, new RSASSAVerifier(rsa), allowed);
      }
      if (key instanceof ECPublicKey ec) {
        return key(kid, new ECDSAVerifier(ec), allowed);
      }
      return key instanceof EdECPublicKey ed
          ? key(kid, new EdDsaVerifier(ed), allowed)
          : Optional.empty();
    } catch (JOSEException unsupported) {
      return Optional.empty();
    }
  }

  /** A secret for HMAC. */
  static Optional<Key> secret(@Nullable String kid, byte[] secret, Set<String> allowed) {
    try {
      return key(kid, new MACVerifier(secret), allowed);
    } catch (JOSEException tooShort) {
      return Optional.empty();
    }
  }

  private static Optional<Key> key(
      @Nullable String kid, JWSVerifier verifier, Set<String> allowed) {
    Map<String, JWSVerifier> verifiers = new HashMap<>();
    verifier
        .supportedJWSAlgorithms()
        .forEach(
            algorithm -> {
              if (allowed.contains(algorithm.getName())) {
                verifiers.put(algorithm.getName(), verifier);
              }
            });
    return verifiers.isEmpty() ? Optional.empty() : Optional.of(new Key(kid, verifiers));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeySet set && set.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  /** Tells nothing of the keys. */
  @Override
  public String toString() {
    return keys.size() + " keys";
  }
}
