package dev.drover.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Says which Drover, Vert.x and Java this is.")
final class VersionCommand implements Callable<Integer> {
  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    for (String line : new Version().getVersion()) {
      console.out().println(line);
    }
    return ExitCode.OK;
  }
}
