package dev.drover.filter.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;

/** Asks a verifier about a token. */
final class Algorithms {
  private Algorithms() {}

  /** Whether the token's signature is one of the verifier's key; whatever goes wrong, it is not. */
  static boolean verifies(JWSVerifier verifier, Token token) {
    try {
      return verifier.verify(
          new JWSHeader(JWSAlgorithm.parse(token.algorithm())), token.input(), token.signature());
    } catch (JOSEException | RuntimeException noSignature) {
      return false;
    }
  }
}
