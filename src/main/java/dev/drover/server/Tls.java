package dev.drover.server;

import dev.drover.config.CertificateConfig;
import dev.drover.config.TlsConfig;
import dev.drover.tls.Pem;
import dev.drover.tls.Unusable;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;

/**
 * The certificates of a listener as they were in their files at one moment: read once, checked, and
 * used as checked. Equal to another when the files were. Immutable.
 *
 * @param certificates what the listener shows
 * @param authorities those that sign clients' certificates
 */
public record Tls(
    Certificates certificates, Optional<PemTrustOptions> authorities, ClientAuth clientAuth) {

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
  public static Tls load(TlsConfig config) throws Unusable {
    PemKeyCertOptions first = new PemKeyCertOptions();
    PemKeyCertOptions all = new PemKeyCertOptions();
    for (CertificateConfig pair : config.certificates()) {
      PemKeyCertOptions alone = Pem.pair(pair.certificate(), pair.key());
      alone.getCertValues().forEach(all::addCertValue);
      alone.getKeyValues().forEach(all::addKeyValue);
      if (all.getCertValues().size() == 1) {
        first = alone;
      }
    }
    Optional<PemTrustOptions> authorities = Optional.empty();
    if (config.clientCa().isPresent()) {
      authorities = Optional.of(Pem.authorities(config.clientCa().get()));
    }
    return new Tls(new Certificates(first, all), authorities, clientAuth(config.clientAuth()));
  }

  /** Puts them into options of a server. */
  void apply(ServerSSLOptions options) {
    options.setKeyCertOptions(certificates).setClientAuth(clientAuth);
    authorities.ifPresent(options::setTrustOptions);
  }

  private static ClientAuth clientAuth(TlsConfig.ClientAuth configured) {
    return switch (configured) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.REQUEST;
      case REQUIRED -> ClientAuth.REQUIRED;
    };
  }
}
