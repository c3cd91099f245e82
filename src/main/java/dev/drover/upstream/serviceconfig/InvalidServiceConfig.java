package dev.drover.upstream.serviceconfig;

import java.util.List;

/** A service config that cannot be used; it is discarded as a whole (gRFC A21). */
public final class InvalidServiceConfig extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  InvalidServiceConfig(List<String> problems) {
    super("The service config is not valid: " + String.join("; ", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong: the JSON pointer, and what was expected there. */
  public List<String> problems() {
    return problems;
  }
}
