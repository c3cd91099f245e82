package dev.drover.config;

import java.util.List;
import java.util.Optional;

/**
 * An address that clients connect to.
 *
 * @param host present, unless {@code unix} is
 * @param port 0 for any free port; without meaning when {@code unix} is present
 */
@Doc("An address that clients connect to, in every protocol.")
public record ListenerConfig(
    @Doc("The address, or the name, of the interface to bind.")
        @Default(value = "0.0.0.0", unless = "unix")
        @Length(min = 1)
        Optional<String> host,
    @Doc("The TCP port; 0 takes any free one.")
        @Default(value = "8080", unless = "unix")
        @Range(min = "0", max = "65535")
        int port,
    @Doc("The path of a Unix domain socket, instead of host and port.") @Length(min = 1, max = 107)
        Optional<String> unix,
    @Doc("The certificates of this address; clear text when absent.") Optional<TlsConfig> tls,
    @Doc("What one client may take.") LimitsConfig limits,
    @Doc(
            "The addresses or CIDR blocks of the proxies whose forwarding headers are believed, such"
                + " as 10.0.0.0/8.")
        List<Cidr> trustedProxies)
    implements Checked, Distinct {
  @Override
  public void check(Problems problems) {
    if (unix.isPresent() && (problems.given("host") || problems.given("port"))) {
      problems.add("expected either \"unix\" or \"host\" and \"port\", found both; keep one");
    }
  }

  @Override
  public Optional<String> identity() {
    return unix.map(path -> "socket " + path)
        .or(() -> host.filter(any -> port != 0).map(name -> "address " + name + ":" + port));
  }
}
