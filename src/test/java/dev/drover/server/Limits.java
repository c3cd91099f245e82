package dev.drover.server;

import dev.drover.config.LimitsConfig;
import dev.drover.config.Size;
import java.time.Duration;
import java.util.Optional;

/** The limits of a listener as documented, for tests. */
final class Limits {
  static final LimitsConfig DEFAULTS =
      new LimitsConfig(
          Size.parse("16KiB"),
          100,
          Size.parse("8KiB"),
          Optional.empty(),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          256,
          10_000,
          Size.parse("1MiB"),
          Size.parse("4MiB"),
          1000,
          1000);

  private Limits() {}
}
