package dev.drover.command;

import dev.drover.config.InvalidConfig;
import io.vertx.core.Deployable;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import io.vertx.launcher.application.impl.VertxApplicationCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The one way in which a node starts: the Vert.x application launcher with all its options, after
 * the configuration was checked.
 *
 * @param configurations checks what the gateway is given
 * @param console where problems go
 */
record Launch(Configurations configurations, Console console) {
  static final String GATEWAY = "dev.drover.GatewayVerticle";
  static final String WORKER = "dev.drover.WorkerVerticle";

  /**
   * Starts a node.
   *
   * @param arguments as for the launcher; without a main verticle it is the gateway
   * @return {@link ExitCode#RUNNING}, or why it does not run
   */
  int start(List<String> arguments) {
    List<String> complete = new ArrayList<>(arguments);
    Optional<ClusterFile> cluster;
    ParseResult parsed;
    try {
      cluster = ClusterFile.takeFrom(complete);
      parsed = parse(complete);
    } catch (Document.Unreadable unreadable) {
      return unreadable(unreadable);
    } catch (ParameterException wrong) {
      return refuse(wrong.getMessage() + "; drover -help lists the options.");
    }
    if (parsed.isUsageHelpRequested()) {
      return new Application(arguments, GATEWAY, null, 1, Optional.empty()).launch();
    }
    String main = parsed.matchedPositionalValue(0, GATEWAY);
    int instances =
        parsed.matchedOptionValue(
            "-instances", main.equals(GATEWAY) ? VertxDefaults.instances() : 1);
    if (instances < 1) {
      return refuse("-instances must be at least 1, not " + instances + ".");
    }
    String conf = parsed.matchedOptionValue("-conf", "");
    boolean ours = List.of(GATEWAY, WORKER).contains(main);
    if (ours && conf.isEmpty()) {
      return refuse("There is no configuration; name its file: drover run gateway.json.");
    }
    Supplier<Deployable> verticle;
    try {
      verticle = ours ? verticle(main, Document.of(conf)) : null;
    } catch (Document.Unreadable unreadable) {
      return unreadable(unreadable);
    } catch (InvalidConfig invalid) {
      return invalid(invalid);
    }
    Optional<ClusterManager> manager = cluster.flatMap(ClusterFile::manager);
    if (cluster.isPresent() && manager.isEmpty()) {
      return refuse(
          cluster.get().name()
              + " is for "
              + cluster.get().kind().artifact()
              + ", which is not on the class path with all that it needs; docs/cluster.md says how it"
              + " comes there.");
    }
    if (!parsed.hasMatchedPositional(0)) {
      complete.add(GATEWAY);
    }
    Application application = new Application(complete, main, verticle, instances, manager);
    int code = application.launch();
    return code == 0 ? ExitCode.RUNNING : explain(application.failure().orElse(null));
  }

  /**
   * What the launcher is given for {@code run [FILE] [options]}.
   *
   * @param conf what {@code -conf} said, empty when it was not there: then the file comes first
   * @param cluster the file that follows {@code -cluster}, empty when none does, null without the
   *     option; it is the configuration where there is no other, as in {@code run -cluster FILE}
   * @param others all other arguments
   */
  static List<String> arguments(String conf, @Nullable String cluster, List<String> others) {
    boolean first = conf.isEmpty() && !others.isEmpty() && !others.get(0).startsWith("-");
    String members = cluster == null ? "" : cluster;
    boolean behind = conf.isEmpty() && !first && members.endsWith(".json");
    String file = first ? others.get(0) : behind ? members : conf;
    List<String> arguments = new ArrayList<>();
    if (!file.isEmpty()) {
      arguments.addAll(List.of("-conf", file));
    }
    arguments.addAll(others.subList(first ? 1 : 0, others.size()));
    if (cluster != null) {
      arguments.add("-cluster");
    }
    if (!members.isEmpty() && !behind) {
      arguments.add(members);
    }
    return arguments;
  }

  private static ParseResult parse(List<String> arguments) {
    VertxApplicationHooks none = new VertxApplicationHooks() {};
    VertxApplicationCommand options =
        new VertxApplicationCommand(
            new VertxApplication(new String[0], none),
            none,
            LoggerFactory.getLogger(VertxApplication.class));
    return new CommandLine(options)
        .setOptionsCaseInsensitive(true)
        .setPosixClusteredShortOptionsAllowed(false)
        .parseArgs(arguments.toArray(String[]::new));
  }

  /** What makes the verticles of ours, from a configuration that is right. */
  private Supplier<Deployable> verticle(String name, Document document) {
    return name.equals(GATEWAY)
        ? configurations.gateway(document.text(), document.source())
        : configurations.worker(document.text(), document.source());
  }

  private int explain(@Nullable Throwable failure) {
    if (failure instanceof InvalidConfig invalid) {
      return invalid(invalid);
    }
    if (failure == null) {
      return refuse("Drover cannot start in time, or with these options; drover -help lists them.");
    }
    return refuse(StartFailure.sentence(failure));
  }

  private int invalid(InvalidConfig invalid) {
    console.err().println(invalid.getMessage());
    return ExitCode.BAD_CONFIGURATION;
  }

  private int unreadable(Document.Unreadable unreadable) {
    console.err().println(unreadable.getMessage());
    return ExitCode.BAD_CONFIGURATION;
  }

  private int refuse(String sentence) {
    console.err().println("drover: " + sentence);
    return ExitCode.CANNOT_START;
  }
}
