package dev.drover.command;

import dev.drover.config.GatewayConfig;
import picocli.CommandLine.Command;

@Command(
    name = "validate",
    description = "Checks a configuration and lists everything that is wrong in it.")
final class ValidateCommand extends FileCommand {
  ValidateCommand(Configurations configurations, Console console) {
    super(configurations, console);
  }

  @Override
  int print(Document document, Configurations configurations, Console console) {
    GatewayConfig config = configurations.check(document.text(), document.source()).config();
    console
        .out()
        .println(
            document.source()
                + ": valid: "
                + count(config.listeners().size(), "listener")
                + ", "
                + count(config.upstreams().size(), "upstream")
                + ", "
                + count(config.routes().size(), "route"));
    return ExitCode.OK;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
