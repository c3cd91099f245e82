package dev.drover.admin;

import java.util.Optional;

/**
 * A listener with a TCP port.
 *
 * @param host the address that is bound
 * @param port which it is; 0 when not known yet
 */
public record ListenerView(String host, int port, boolean tls) {
  /** The one that is the easiest to reach: the first in clear text, else the first. */
  public static Optional<ListenerView> easiest(Iterable<ListenerView> all) {
    Optional<ListenerView> first = Optional.empty();
    for (ListenerView listener : all) {
      if (!listener.tls) {
        return Optional.of(listener);
      }
      first = first.or(() -> Optional.of(listener));
    }
    return first;
  }

  /** Where this machine reaches it. */
  String local() {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]", "0:0:0:0:0:0:0:0" -> "::1";
      default -> host;
    };
  }

  /**
   * Its URL, without a path.
   *
   * @param any the name of this machine, for a listener on all of its addresses
   */
  String url(String any) {
    String name = host.equals(local()) ? host : any;
    String bracketed = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    boolean usual = port == (tls ? 443 : 80);
    return (tls ? "https://" : "http://") + bracketed + (usual ? "" : ":" + port);
  }
}
