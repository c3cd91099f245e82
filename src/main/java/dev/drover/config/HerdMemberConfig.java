package dev.drover.config;

/** Where a node of the herd listens for lines. */
@Doc("Where a node of the herd listens for lines.")
@Shorthand("address")
public record HerdMemberConfig(
    @Doc("Its host and port, such as \"10.0.0.7:10000\".")
        @Pattern(value = ".+:[0-9]{1,5}", expected = "a host and a port such as \"10.0.0.7:10000\"")
        String address,
    @Doc("Whether it is no Drover: it is sent AT lines and nothing else.") @Default("false")
        boolean foreign) {
  /** The part before the port. */
  public String host() {
    return address.substring(0, address.lastIndexOf(':'));
  }

  public int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
