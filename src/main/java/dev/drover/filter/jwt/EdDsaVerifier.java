package dev.drover.filter.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.Set;

/**
 * Ed25519 (RFC 8037, section 3.1) by the provider of Java; the library's own needs Tink. Safe for
 * use by any thread.
 */
final class EdDsaVerifier implements JWSVerifier {
  private static final Set<JWSAlgorithm> SUPPORTED = Set.of(JWSAlgorithm.EdDSA);
  private static final String CURVE = "Ed25519";

  private final EdECPublicKey key;
  private final JCAContext jca = new JCAContext();

  EdDsaVerifier(EdECPublicKey key) throws JOSEException {
    if (!key.getParams().getName().equals(CURVE)) {
      throw new JOSEException("not " + CURVE);
    }
    this.key = key;
  }

  @Override
  public boolean verify(JWSHeader header, byte[] input, Base64URL signature) throws JOSEException {
    try {
      Signature verifier = Signature.getInstance(CURVE);
      verifier.initVerify(key);
      verifier.update(input);
      return verifier.verify(signature.decode());
    } catch (GeneralSecurityException noSignature) {
      return false;
    }
  }

  @Override
  public Set<JWSAlgorithm> supportedJWSAlgorithms() {
    return SUPPORTED;
  }

  @Override
  public JCAContext getJCAContext() {
    return jca;
  }
}
