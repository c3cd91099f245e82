package dev.drover.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * TLS towards clients.
 *
 * @param clientCa present unless {@code clientAuth} is {@code NONE}
 * @param reload zero for never
 */
@Doc("TLS towards clients.")
public record TlsConfig(
    @Doc(
            "The certificates; one is chosen by the name the client asks for, the first when none fits.")
        @Length(min = 1)
        List<CertificateConfig> certificates,
    @Doc("Whether a client must show a certificate of its own.") @Default("none")
        ClientAuth clientAuth,
    @Doc("The path of the PEM file with the authorities that sign the certificates of clients.")
        @Length(min = 1)
        Optional<String> clientCa,
    @Doc("How often the files are looked at for a change; 0s for never.")
        @Default("10s")
        @Range(min = "0s", max = "1d")
        Duration reload)
    implements Checked {
  /** Whether a client must show a certificate. */
  public enum ClientAuth {
    /** It is not asked. */
    NONE,
    /** It is asked; what it shows must be valid. */
    OPTIONAL,
    /** It is refused without one. */
    REQUIRED
  }

  @Override
  public void check(Problems problems) {
    if (clientAuth != ClientAuth.NONE && clientCa.isEmpty()) {
      problems
          .at("clientCa")
          .add(
              "required, but missing, since \"clientAuth\" is \""
                  + Words.kebab(clientAuth)
                  + "\"; expected the path of a PEM file");
    }
    if (clientAuth == ClientAuth.NONE && clientCa.isPresent()) {
      problems
          .at("clientCa")
          .add(
              "not used while \"clientAuth\" is \"none\"; set that to \"required\" or \"optional\"");
    }
  }
}
