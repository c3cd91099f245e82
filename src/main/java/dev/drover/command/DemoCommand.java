package dev.drover.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "demo", description = "Starts a gateway with small origins behind it, to try.")
final class DemoCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return ExitCode.CANNOT_START;
  }
}
