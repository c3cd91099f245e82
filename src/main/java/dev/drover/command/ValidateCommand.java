package dev.drover.command;

import dev.drover.config.GatewayConfig;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

@Command(
    name = "validate",
    description = "Checks a configuration and lists everything that is wrong in it.")
final class ValidateCommand extends FileCommand {
  ValidateCommand(Configurations configurations, Console console) {
    super(configurations, console);
  }

  @Override
  void print(GatewayConfig config, String file, PrintWriter out) {
    out.println(
        file
            + ": valid: "
            + count(config.listeners().size(), "listener")
            + ", "
            + count(config.upstreams().size(), "upstream")
            + ", "
            + count(config.routes().size(), "route"));
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
