package dev.drover.task;

import dev.drover.bus.Inbox;
import dev.drover.config.Choice;
import dev.drover.config.ConfigReader;
import dev.drover.config.InvalidConfig;
import dev.drover.config.TaskLimitsConfig;
import dev.drover.config.TasksConfig;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the event loops of a gateway, or a worker node, have in common for their tasks: which there
 * are, the jobs under way, the nodes that are known, and the node that does jobs here. It costs
 * nothing until the first job, unless the configuration says that other nodes may ask. Safe for all
 * threads.
 */
public final class Tasks {
  private record Entry(Order order, Job job, Context loop, long since) {}

  /**
   * A job under way, for people.
   *
   * @param millis since it was asked for
   */
  public record Underway(String id, String task, String caller, Priority priority, long millis) {}

  private static final Duration RENEWAL = Duration.ofSeconds(15);

  private final TasksConfig config;
  private final Map<String, Kind> kinds;
  private final TaskTelemetry telemetry;
  private final String name;
  private final String scope = UUID.randomUUID().toString();
  private final Nodes nodes;
  private final Map<String, Entry> jobs = new ConcurrentHashMap<>();
  private @Nullable Future<Void> started;
  private @Nullable Inbox<JsonObject> loads;
  private @Nullable String deployment;

  /**
   * @param name what people call this node
   */
  public Tasks(TasksConfig config, Map<String, Kind> kinds, String name, MeterRegistry registry) {
    this.config = config;
    this.kinds = kinds;
    this.name = name;
    this.nodes = new Nodes(System::nanoTime, config.cluster(), scope);
    this.telemetry = new TaskTelemetry(registry);
  }

  /**
   * The tasks of a configuration by their names: those that need no configuration under the names
   * of their factories, those that it names, and those of filters and handlers. May block.
   *
   * @param heavy the names of filters and handlers whose work can be done by workers
   * @param problems told the JSON pointer below {@code tasks}, and a sentence
   */
  public static Map<String, Kind> kinds(
      TasksConfig config,
      Map<String, TaskFactory<?>> factories,
      Set<String> heavy,
      BiConsumer<String, String> problems) {
    Map<String, Kind> all = new TreeMap<>();
    for (TaskFactory<?> factory : factories.values()) {
      try {
        Record defaults = ConfigReader.defaults(factory.config());
        all.put(factory.name(), kind(factory.name(), factory, defaults, config));
      } catch (InvalidConfig | IllegalArgumentException needsMore) {
        // It can be named only.
      }
    }
    config
        .named()
        .forEach(
            (name, choice) -> {
              TaskFactory<?> factory = factories.get(choice.name());
              if (factory != null) {
                named(name, choice, factory, config, all, problems);
              }
            });
    for (String name : heavy) {
      if (all.containsKey(name)) {
        problems.accept(
            config.named().containsKey(name) ? "/named/" + name : "",
            "\""
                + name
                + "\" is the name of a filter or handler, whose work it stands for; take another one");
      }
      all.put(name, Kind.carrying(name, limits(name, Limits.STANDARD, config)));
    }
    for (String name : config.limits().keySet()) {
      if (!all.containsKey(name)) {
        problems.accept("/limits/" + name, "no task is called \"" + name + "\"");
      }
    }
    return Map.copyOf(all);
  }

  private static void named(
      String name,
      Choice choice,
      TaskFactory<?> factory,
      TasksConfig config,
      Map<String, Kind> all,
      BiConsumer<String, String> problems) {
    try {
      all.put(name, kind(name, factory, choice.config(), config));
    } catch (IllegalArgumentException wrong) {
      problems.accept("/named/" + name, String.valueOf(wrong.getMessage()));
    }
  }

  @SuppressWarnings("unchecked") // each factory names its own record
  private static Kind kind(String name, TaskFactory<?> factory, Record record, TasksConfig config) {
    TaskFactory<Record> maker = (TaskFactory<Record>) factory;
    Limits limits = limits(name, maker.traits().limits(), config);
    return new Kind(name, maker.traits(), maker.mediaType(record), limits, maker.create(record));
  }

  private static Limits limits(String name, Limits standard, TasksConfig config) {
    TaskLimitsConfig changed = config.limits().get(name);
    return changed == null ? standard : standard.with(changed);
  }

  static Failure unknown(String task) {
    return Failure.of(Reason.MALFORMED, "No task is called \"" + task + "\".");
  }

  public TasksConfig config() {
    return config;
  }

  /** The tasks by their names, those of filters and handlers among them. */
  public Map<String, Kind> kinds() {
    return kinds;
  }

  /** The nodes that are known. */
  public Nodes nodes() {
    return nodes;
  }

  public TaskTelemetry telemetry() {
    return telemetry;
  }

  String name() {
    return name;
  }

  /** What a node of this process says that it does. */
  Set<String> offers() {
    return kinds.values().stream().map(kind -> kind.offer(scope)).collect(Collectors.toSet());
  }

  Limits limits(String task) {
    Kind kind = kinds.get(task);
    return kind == null ? Limits.STANDARD : kind.limits();
  }

  /** Where the nodes that this one can use tell of themselves. */
  String loads() {
    return config.cluster() ? "drover.task.loads" : "drover.task.loads." + scope;
  }

  /** The way from the present event loop to the workers. */
  public Dispatch dispatch(Vertx vertx) {
    return new Dispatch(this, vertx);
  }

  // Life

  /**
   * Begins to listen to nodes, and to be one if the configuration has threads for it; does so once.
   * Completes when the node can be given jobs.
   */
  public synchronized Future<Void> start(Vertx vertx) {
    Future<Void> known = started;
    if (known != null) {
      return known;
    }
    telemetry.show(nodes);
    Promise<Void> first = Promise.promise();
    Inbox<JsonObject> inbox =
        new Inbox<>(
                vertx,
                new MessageConsumerOptions().setAddress(loads()).setLocalOnly(!config.cluster()),
                (Message<JsonObject> message) -> {
                  nodes.heard(Load.of(message.body()));
                  first.tryComplete();
                })
            .renewedEvery(RENEWAL);
    loads = inbox;
    Future<Void> begun = inbox.completion();
    if (config.cpuSeats() + config.blocking() > 0) {
      begun =
          begun
              .compose(nothing -> vertx.deployVerticle(new TaskVerticle(this)))
              .compose(
                  id -> {
                    deployed(id);
                    return first.future();
                  });
    }
    started = begun;
    return begun;
  }

  private synchronized void deployed(String id) {
    deployment = id;
  }

  synchronized @Nullable String deployment() {
    return deployment;
  }

  /** Takes nothing new, ends what is under way here. */
  public synchronized Future<Void> stop(Vertx vertx) {
    if (loads == null) {
      return Future.succeededFuture();
    }
    Future<Void> silent = loads.close();
    loads = null;
    String id = deployment;
    deployment = null;
    return id == null
        ? silent
        : vertx.undeploy(id).recover(gone -> Future.succeededFuture()).eventually(() -> silent);
  }

  // The jobs under way

  boolean register(Order order, Job job, Context loop) {
    return jobs.putIfAbsent(order.id(), new Entry(order, job, loop, System.nanoTime())) == null;
  }

  void forget(String id) {
    jobs.remove(id);
  }

  /** The jobs that a caller has asked for by name and has under way. */
  public List<Underway> jobs(String caller) {
    long now = System.nanoTime();
    return jobs.values().stream()
        .filter(entry -> entry.order().caller().equals(caller))
        .filter(entry -> !carries(entry.order().task()))
        .map(
            entry ->
                new Underway(
                    entry.order().id(),
                    entry.order().task(),
                    caller,
                    entry.order().priority(),
                    (now - entry.since()) / 1_000_000))
        .sorted(Comparator.comparing(Underway::id))
        .toList();
  }

  private boolean carries(String task) {
    Kind kind = kinds.get(task);
    return kind != null && kind.carries();
  }

  /** Cancels a job that the same caller has asked for; false when there is none. */
  public boolean cancel(String id, String caller) {
    Entry entry = jobs.get(id);
    if (entry == null || !entry.order().caller().equals(caller)) {
      return false;
    }
    entry.loop().runOnContext(nothing -> entry.job().cancel());
    return true;
  }
}
