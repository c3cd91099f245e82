package dev.drover.config;

import java.util.Optional;

/** The address for operators. */
@Doc("The address for operators: health, metrics, routes, console. Keep it off the public network.")
public record AdminConfig(
    @Doc("The address, or the name, of the interface to bind.")
        @Default("127.0.0.1")
        @Length(min = 1)
        String host,
    @Doc("The TCP port; 0 takes any free one.") @Default("9901") @Range(min = "0", max = "65535")
        int port,
    @Doc(
            "Whether a configuration that is posted to /reload is used. On a loopback address it"
                + " always is.")
        @Default("false")
        boolean reload)
    implements Distinct {
  @Override
  public Optional<String> identity() {
    return port == 0 ? Optional.empty() : Optional.of("address " + host + ":" + port);
  }
}
