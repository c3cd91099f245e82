package dev.drover.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files in PEM (RFC 7468), as they are at this moment: what is returned holds their bytes, not
 * their names, and equals another when the files were the same. All methods block.
 */
public final class Pem {
  private Pem() {}

  /**
   * The authorities in a file.
   *
   * @throws Unusable when it cannot be read or holds no certificate
   */
  public static PemTrustOptions authorities(String file) throws Unusable {
    Buffer pem = read(file);
    try {
      KeyStoreHelper.loadCA(Stream.of(pem));
      return new PemTrustOptions().addCertValue(pem);
    } catch (Exception wrong) {
      throw new Unusable("The file " + file + " holds no certificates in PEM: " + wrong + ".");
    }
  }

  /**
   * A certificate, followed by those that signed it, and its key.
   *
   * @throws Unusable when a file cannot be read or is not what it should be, or the key is not the
   *     certificate's
   */
  public static PemKeyCertOptions pair(String certificate, String key) throws Unusable {
    Buffer shown = read(certificate);
    Buffer secret = read(key);
    boolean fits;
    try {
      KeyStore store = KeyStoreHelper.loadKeyCert(List.of(secret), List.of(shown));
      String alias = store.aliases().nextElement();
      fits =
          fits(
              (PrivateKey) store.getKey(alias, KeyStoreHelper.DUMMY_PASSWORD.toCharArray()),
              store.getCertificate(alias).getPublicKey());
    } catch (Exception wrong) {
      throw new Unusable(
          "The files " + certificate + " and " + key + " are not usable: " + wrong + ".");
    }
    if (!fits) {
      throw new Unusable(
          "The key in " + key + " does not belong to the certificate in " + certificate + ".");
    }
    return new PemKeyCertOptions().addCertValue(shown).addKeyValue(secret);
  }

  private static Buffer read(String file) throws Unusable {
    try {
      return Buffer.buffer(Files.readAllBytes(Path.of(file)));
    } catch (NoSuchFileException missing) {
      throw new Unusable("The file " + file + " cannot be read: there is no such file.");
    } catch (IOException unreadable) {
      throw new Unusable("The file " + file + " cannot be read: " + unreadable + ".");
    }
  }

  /** Whether what one signs the other accepts; a handshake would do the same. */
  private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] sample = {1, 2, 3};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(sample);
    byte[] signed = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(certified);
    verifier.update(sample);
    return verifier.verify(signed);
  }
}
