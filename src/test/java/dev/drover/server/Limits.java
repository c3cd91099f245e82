package dev.drover.server;

import dev.drover.config.ConfigReader;
import dev.drover.config.LimitsConfig;

/** The limits of a listener that says nothing of them. */
final class Limits {
  static final LimitsConfig DEFAULTS = ConfigReader.defaults(LimitsConfig.class);

  private Limits() {}
}
