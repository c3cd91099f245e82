package dev.drover.command;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The commands of Drover, and everything that the Vert.x application launcher understands. */
@Command(
    name = "drover",
    description = "A polyglot API gateway on Vert.x event loops.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "The options of the Vert.x launcher work without a command, too:",
      "  drover -conf FILE -instances N -cluster FILE",
      "Exit codes: 0 done, 1 the configuration is bad, 2 it cannot start or was called wrongly."
    })
public final class Drover implements Runnable {
  /** All that it understands; for execution, {@link #execute} is the way. */
  final CommandLine commands;

  private final Launch launch;

  /**
   * @param configurations what the commands ask
   * @param out where results go
   * @param err where problems go
   */
  public Drover(Configurations configurations, PrintWriter out, PrintWriter err) {
    Console console = new Console(out, err);
    this.launch = new Launch(configurations, console);
    this.commands =
        new CommandLine(this)
            .addSubcommand(
                new CommandLine(new DemoCommand(configurations, console))
                    .addSubcommand(new HerdDemoCommand(console)))
            .addSubcommand(starting(new RunCommand(launch)))
            .addSubcommand(starting(new WorkerCommand(launch)))
            .addSubcommand(new ReloadCommand(console))
            .addSubcommand(new ValidateCommand(configurations, console))
            .addSubcommand(new RoutesCommand(configurations, console))
            .addSubcommand(new OpenApiCommand(configurations, console))
            .addSubcommand(new SchemaCommand(configurations, console))
            .addSubcommand(new SpansCommand(console))
            .addSubcommand(new FetchCommand(configurations, console))
            .addSubcommand(BenchCommand.with(console))
            .addSubcommand(new VersionCommand(console))
            .setOut(out)
            .setErr(err);
    commands.getSubcommands().values().forEach(Drover::explains);
  }

  private static void explains(CommandLine command) {
    OptionSpec help =
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this.").build();
    command.getCommandSpec().addOption(help);
    command.getSubcommands().values().forEach(Drover::explains);
  }

  /**
   * Does what the arguments say.
   *
   * @return an {@link ExitCode}
   */
  public int execute(String... arguments) {
    return arguments.length > 0 && forLauncher(arguments[0])
        ? launch.start(List.of(arguments))
        : commands.execute(arguments);
  }

  @Override
  public void run() {
    commands.usage(commands.getOut());
  }

  /** A command that leaves options such as -cluster-host to the launcher, and reads no -c in it. */
  private static CommandLine starting(Object command) {
    return new CommandLine(command).setPosixClusteredShortOptionsAllowed(false);
  }

  private boolean forLauncher(String first) {
    if (first.startsWith("-")) {
      return !List.of("-h", "--help", "-V", "--version").contains(first);
    }
    return !commands.getSubcommands().containsKey(first)
        && (first.contains(".") || first.contains(":"));
  }
}
