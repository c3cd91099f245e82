package dev.drover.command;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The configuration that a command is about: FILE alone, or by {@code -conf} as run takes it. */
final class ConfigurationArgument {
  @Parameters(paramLabel = "FILE", description = "The configuration.")
  private String file = "";

  @Option(
      names = {"-conf", "--conf"},
      paramLabel = "FILE",
      description = "The same: a file, or JSON itself.")
  private String conf = "";

  Document read() throws Document.Unreadable {
    return conf.isEmpty() ? Document.read(file) : Document.of(conf);
  }
}
