package dev.drover.server;

import dev.drover.config.CertificateConfig;
import dev.drover.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;

/**
 * The certificates of a listener as they were in their files at one moment: read once, checked, and
 * used as checked. Equal to another when the files were. Immutable.
 *
 * @param certificates what the listener shows
 * @param authorities the PEM of those that sign clients' certificates
 */
public record Tls(Certificates certificates, Optional<Buffer> authorities, ClientAuth clientAuth) {
  /** Why certificates cannot be used; the message names the file. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  /** The first certificate serves clients that ask for a name that none has. */
  record Certificates(PemKeyCertOptions first, PemKeyCertOptions all) implements KeyCertOptions {
    @Override
    public KeyCertOptions copy() {
      return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
      return first.getKeyManagerFactory(vertx);
    }

    @Override
    public Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx)
        throws Exception {
      return all.keyManagerFactoryMapper(vertx);
    }
  }

  /**
   * Reads and checks all files. Blocks.
   *
   * @throws Unusable when a file is missing or not what it should be, or a key is not its
   *     certificate's
   */
  public static Tls load(Vertx vertx, TlsConfig config) throws Unusable {
    PemKeyCertOptions first = new PemKeyCertOptions();
    PemKeyCertOptions all = new PemKeyCertOptions();
    for (CertificateConfig pair : config.certificates()) {
      Buffer certificate = read(pair.certificate());
      Buffer key = read(pair.key());
      PemKeyCertOptions alone = new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
      check(vertx, pair, alone);
      all.addCertValue(certificate).addKeyValue(key);
      if (all.getCertValues().size() == 1) {
        first = alone;
      }
    }
    Optional<Buffer> authorities = Optional.empty();
    if (config.clientCa().isPresent()) {
      authorities = Optional.of(readAuthorities(vertx, config.clientCa().get()));
    }
    return new Tls(new Certificates(first, all), authorities, clientAuth(config.clientAuth()));
  }

  /** Puts them into options of a server. */
  void apply(ServerSSLOptions options) {
    options.setKeyCertOptions(certificates).setClientAuth(clientAuth);
    authorities.ifPresent(pem -> options.setTrustOptions(new PemTrustOptions().addCertValue(pem)));
  }

  private static ClientAuth clientAuth(TlsConfig.ClientAuth configured) {
    return switch (configured) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.REQUEST;
      case REQUIRED -> ClientAuth.REQUIRED;
    };
  }

  private static Buffer read(String file) throws Unusable {
    try {
      return Buffer.buffer(Files.readAllBytes(Path.of(file)));
    } catch (IOException unreadable) {
      throw new Unusable("The file " + file + " cannot be read: " + unreadable + ".");
    }
  }

  private static Buffer readAuthorities(Vertx vertx, String file) throws Unusable {
    Buffer pem = read(file);
    try {
      new PemTrustOptions().addCertValue(pem).getTrustManagerFactory(vertx);
      return pem;
    } catch (Exception wrong) {
      throw new Unusable("The file " + file + " holds no certificates in PEM: " + wrong + ".");
    }
  }

  private static void check(Vertx vertx, CertificateConfig pair, PemKeyCertOptions loaded)
      throws Unusable {
    boolean fits;
    try {
      KeyStore store = loaded.loadKeyStore(vertx);
      String alias = store.aliases().nextElement();
      PrivateKey key =
          (PrivateKey) store.getKey(alias, KeyStoreHelper.DUMMY_PASSWORD.toCharArray());
      fits = fits(key, store.getCertificate(alias).getPublicKey());
    } catch (Exception wrong) {
      throw new Unusable(
          "The files "
              + pair.certificate()
              + " and "
              + pair.key()
              + " are not usable: "
              + wrong
              + ".");
    }
    if (!fits) {
      throw new Unusable(
          "The key in "
              + pair.key()
              + " does not belong to the certificate in "
              + pair.certificate()
              + ".");
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
