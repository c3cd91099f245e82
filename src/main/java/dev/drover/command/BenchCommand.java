package dev.drover.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "bench", description = "Measures what the documentation claims.")
final class BenchCommand implements Runnable {
  private final Console console;

  private BenchCommand(Console console) {
    this.console = console;
  }

  /** The command with its own commands. */
  static CommandLine with(Console console) {
    return new CommandLine(new BenchCommand(console)).addSubcommand(new CaseStudyCommand(console));
  }

  @Override
  public void run() {
    console.out().println("drover bench case-study [--times N]");
  }
}
