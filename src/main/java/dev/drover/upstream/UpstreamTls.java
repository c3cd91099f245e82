package dev.drover.upstream;

import dev.drover.tls.Pem;
import dev.drover.tls.Unusable;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What an upstream trusts and shows, as it was in its files at one moment. Equal to another when
 * the files were. Immutable.
 *
 * @param authorities empty for those of the JVM
 * @param shown the client certificate and its key
 */
record UpstreamTls(Optional<PemTrustOptions> authorities, Optional<PemKeyCertOptions> shown) {
  /**
   * Reads and checks the files. Blocks.
   *
   * @throws Unusable when one is missing or not what it should be
   */
  static UpstreamTls load(UpstreamTlsConfig config) throws Unusable {
    Optional<PemTrustOptions> authorities = Optional.empty();
    if (config.ca().isPresent()) {
      authorities = Optional.of(Pem.authorities(config.ca().get()));
    }
    Optional<PemKeyCertOptions> shown = Optional.empty();
    if (config.certificate().isPresent() && config.key().isPresent()) {
      shown = Optional.of(Pem.pair(config.certificate().get(), config.key().get()));
    }
    return new UpstreamTls(authorities, shown);
  }

  /**
   * The same check for people: all files, and all that is wrong with them. Blocks.
   *
   * @param problems told the JSON pointer below the upstream, and a sentence
   */
  static void check(UpstreamTlsConfig config, BiConsumer<String, String> problems) {
    try {
      if (config.ca().isPresent()) {
        Pem.authorities(config.ca().get());
      }
    } catch (Unusable unusable) {
      problems.accept("/tls/ca", String.valueOf(unusable.getMessage()));
    }
    try {
      if (config.certificate().isPresent() && config.key().isPresent()) {
        Pem.pair(config.certificate().get(), config.key().get());
      }
    } catch (Unusable unusable) {
      problems.accept("/tls/certificate", String.valueOf(unusable.getMessage()));
    }
  }

  /** Options for connections that use them. */
  ClientSSLOptions options(boolean verify) {
    ClientSSLOptions options =
        new ClientSSLOptions()
            .setTrustAll(!verify)
            .setHostnameVerificationAlgorithm(verify ? "HTTPS" : "");
    authorities.ifPresent(options::setTrustOptions);
    shown.ifPresent(options::setKeyCertOptions);
    return options;
  }
}
