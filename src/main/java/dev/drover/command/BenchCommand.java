package dev.drover.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "bench", description = "Measures this machine.")
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().println("offload");
    return ExitCode.OK;
  }
}
