package dev.drover.command;

import dev.drover.config.InvalidConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;

/** A command that prints something about one configuration, or else all of its problems. */
abstract class FileCommand implements Callable<Integer> {
  private final Configurations configurations;
  private final Console console;

  @ArgGroup(multiplicity = "1")
  private ConfigurationArgument configuration = new ConfigurationArgument();

  FileCommand(Configurations configurations, Console console) {
    this.configurations = configurations;
    this.console = console;
  }

  @Override
  public final Integer call() {
    try {
      return print(configuration.read(), configurations, console);
    } catch (Document.Unreadable unreadable) {
      console.err().println(unreadable.getMessage());
    } catch (InvalidConfig invalid) {
      console.err().println(invalid.getMessage());
    }
    return ExitCode.BAD_CONFIGURATION;
  }

  /**
   * Prints it.
   *
   * @return an {@link ExitCode}
   * @throws InvalidConfig with all problems
   */
  abstract int print(Document document, Configurations configurations, Console console);
}
