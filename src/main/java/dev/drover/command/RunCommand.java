package dev.drover.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(
    name = "run",
    customSynopsis = "drover run FILE [-instances N] [-cluster]",
    description = "Starts a node that runs until it is stopped.",
    footer = {"", "All options of the Vert.x launcher work here, too; drover -help lists them."})
final class RunCommand implements Callable<Integer> {
  private final Launch launch;

  @Option(
      names = {"-conf", "--conf"},
      paramLabel = "FILE",
      description = "The configuration: a file, or JSON itself. A file may also come first.")
  private String conf = "";

  @Option(
      names = {"-instances", "--instances"},
      paramLabel = "N",
      description = "How many event loops serve requests; one for each processor when absent.")
  private @Nullable Integer instances;

  @Option(
      names = {"-cluster", "--cluster", "-c"},
      arity = "0..1",
      paramLabel = "FILE",
      parameterConsumer = ClusterFile.Value.class,
      description = {
        "Joins the Vert.x cluster whose members find each other as FILE says:",
        "Hazelcast's XML, Infinispan's, or ZooKeeper's JSON (docs/cluster.md)."
      })
  private @Nullable String cluster;

  @Unmatched private List<String> others = new ArrayList<>();

  RunCommand(Launch launch) {
    this.launch = launch;
  }

  @Override
  public Integer call() {
    List<String> arguments = Launch.arguments(conf, cluster, others);
    if (instances != null) {
      arguments.addAll(List.of("-instances", instances.toString()));
    }
    return launch.start(arguments);
  }
}
