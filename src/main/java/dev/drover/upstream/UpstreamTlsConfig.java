package dev.drover.upstream;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import java.time.Duration;
import java.util.Optional;

/**
 * TLS to the endpoints of an upstream.
 *
 * @param key present if and only if {@code certificate} is
 * @param reload zero for never
 */
@Doc("TLS to the endpoints of an upstream.")
public record UpstreamTlsConfig(
    @Doc("A PEM file of the authorities to trust. Without a value: those of the JVM.")
        @Length(min = 1)
        Optional<String> ca,
    @Doc(
            "The name that is asked for (SNI) and that the certificate must have, when it is not the"
                + " endpoint's host.")
        @Length(min = 1)
        Optional<String> serverName,
    @Doc("A PEM file with the client certificate, then those that signed it.") @Length(min = 1)
        Optional<String> certificate,
    @Doc("A PEM file with the key of the client certificate.") @Length(min = 1)
        Optional<String> key,
    @Doc("Whether the certificate is checked at all; switch it off for a test only.")
        @Default("true")
        boolean verify,
    @Doc("How often the files are looked at for a change; 0s for never.")
        @Default("10s")
        @Range(min = "0s", max = "1d")
        Duration reload)
    implements Checked {
  @Override
  public void check(Problems problems) {
    if (certificate.isPresent() && key.isEmpty()) {
      problems
          .at("key")
          .add(
              "required, but missing, since there is a \"certificate\"; expected the path of a PEM"
                  + " file");
    }
    if (key.isPresent() && certificate.isEmpty()) {
      problems
          .at("certificate")
          .add("required, but missing, since there is a \"key\"; expected the path of a PEM file");
    }
  }
}
