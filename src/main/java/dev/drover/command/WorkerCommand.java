package dev.drover.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(
    name = "worker",
    customSynopsis = "drover worker FILE [-cluster]",
    description = "Starts a node without listeners that does jobs for gateways (docs/workers.md).",
    footer = {"", "All options of the Vert.x launcher work here, too; drover -help lists them."})
final class WorkerCommand implements Callable<Integer> {
  private final Launch launch;

  @Option(
      names = {"-conf", "--conf"},
      paramLabel = "FILE",
      description = {
        "The configuration, of which \"tasks\" is used: a file, or JSON itself.",
        "A file may also come first."
      })
  private String conf = "";

  @Option(
      names = {"-cluster", "--cluster", "-c"},
      arity = "0..1",
      paramLabel = "FILE",
      parameterConsumer = ClusterFile.Value.class,
      description = "Joins the Vert.x cluster in which the gateways are; FILE as for run.")
  private @Nullable String cluster;

  @Unmatched private List<String> others = new ArrayList<>();

  WorkerCommand(Launch launch) {
    this.launch = launch;
  }

  @Override
  public Integer call() {
    List<String> arguments = Launch.arguments(conf, cluster, others);
    arguments.add(Launch.WORKER);
    return launch.start(arguments);
  }
}
