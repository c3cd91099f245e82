package dev.drover.command;

import picocli.CommandLine.Command;

@Command(name = "schema", description = "Prints the JSON Schema of a configuration.")
final class SchemaCommand implements Runnable {
  private final Configurations configurations;
  private final Console console;

  SchemaCommand(Configurations configurations, Console console) {
    this.configurations = configurations;
    this.console = console;
  }

  @Override
  public void run() {
    console.out().println(configurations.schema().stripTrailing());
  }
}
