package dev.drover.command;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
  private final PrintWriter out;
  private final PrintWriter err;
  private final Launch launch;
  private final Map<String, Supplier<CommandLine>> known = new LinkedHashMap<>();

  /**
   * @param configurations what the commands ask
   * @param out where results go
   * @param err where problems go
   */
  public Drover(Configurations configurations, PrintWriter out, PrintWriter err) {
    Console console = new Console(out, err);
    this.out = out;
    this.err = err;
    this.launch = new Launch(configurations, console);
    known.put("demo", () -> DemoCommand.with(console));
    known.put("run", () -> starting(new RunCommand(launch)));
    known.put("worker", () -> starting(new WorkerCommand(launch)));
    known.put("reload", () -> new CommandLine(new ReloadCommand(console)));
    known.put("validate", () -> new CommandLine(new ValidateCommand(configurations, console)));
    known.put("routes", () -> new CommandLine(new RoutesCommand(configurations, console)));
    known.put("openapi", () -> new CommandLine(new OpenApiCommand(configurations, console)));
    known.put("schema", () -> new CommandLine(new SchemaCommand(configurations, console)));
    known.put("spans", () -> new CommandLine(new SpansCommand(console)));
    known.put("fetch", () -> new CommandLine(new FetchCommand(configurations, console)));
    known.put("bench", () -> BenchCommand.with(console));
    known.put("version", () -> new CommandLine(new VersionCommand(console)));
  }

  /** All that it understands; for execution, {@link #execute} is the way. */
  CommandLine commands() {
    return commands(name -> true);
  }

  /** Those commands alone: each costs a few milliseconds of the start. */
  private CommandLine commands(Predicate<String> wanted) {
    CommandLine commands = new CommandLine(this);
    known.forEach(
        (name, command) -> {
          if (wanted.test(name)) {
            commands.addSubcommand(name, command.get());
          }
        });
    commands.getSubcommands().values().forEach(Drover::explains);
    return commands.setOut(out).setErr(err);
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
    if (arguments.length > 0 && forLauncher(arguments[0])) {
      return launch.start(List.of(arguments));
    }
    boolean one = arguments.length > 0 && known.containsKey(arguments[0]);
    return (one ? commands(arguments[0]::equals) : commands()).execute(arguments);
  }

  @Override
  public void run() {
    commands().usage(out);
  }

  /** A command that leaves options such as -cluster-host to the launcher, and reads no -c in it. */
  private static CommandLine starting(Object command) {
    return new CommandLine(command).setPosixClusteredShortOptionsAllowed(false);
  }

  private boolean forLauncher(String first) {
    if (first.startsWith("-")) {
      return !List.of("-h", "--help", "-V", "--version").contains(first);
    }
    return !known.containsKey(first) && (first.contains(".") || first.contains(":"));
  }
}
