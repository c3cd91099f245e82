package dev.drover.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "bench", description = "Measures what the documentation claims.")
final class BenchCommand implements Runnable {
  private final Console console;
  private final CommandLine commands;

  private BenchCommand(Console console) {
    this.console = console;
    this.commands =
        new CommandLine(this)
            .addSubcommand(new CaseStudyCommand(console))
            .addSubcommand(new ChessCommand(console))
            .addSubcommand(new OffloadCommand(console));
  }

  /** The command with its own commands. */
  static CommandLine with(Console console) {
    return new BenchCommand(console).commands;
  }

  @Override
  public void run() {
    commands.usage(console.out());
  }
}
