package dev.drover.task;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * What is counted of jobs. On the side that wants them done each is {@code submitted} and then
 * exactly one of {@code done}, {@code failed}, {@code refused}, {@code cancelled}, {@code late} and
 * {@code lost}; the rest tells what happened on the way. Safe for all threads.
 */
public final class TaskTelemetry {
  /** Nodes come and go under new names; the rest is counted together. */
  private static final int MOST_NODES = 100;

  private final MeterRegistry registry;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  public TaskTelemetry(MeterRegistry registry) {
    this.registry = registry;
  }

  void count(String task, String event) {
    counters
        .computeIfAbsent(
            task + " " + event,
            absent ->
                Counter.builder("drover.task.jobs")
                    .description("What became of jobs.")
                    .tag("task", task)
                    .tag("event", event)
                    .register(registry))
        .increment();
  }

  /** How often something has happened to jobs of a task. */
  public long counted(String task, String event) {
    Counter counter = counters.get(task + " " + event);
    return counter == null ? 0 : (long) counter.count();
  }

  /** A node that was given a job, or a part of one, has nothing to do with it any more. */
  void left(String node, String outcome) {
    boolean known = names.contains(node) || (names.size() < MOST_NODES && names.add(node));
    String name = known ? node : "other";
    counters
        .computeIfAbsent(
            "node " + name + " " + outcome,
            absent ->
                Counter.builder("drover.task.sent")
                    .description("Jobs, and parts of jobs, that a node was given, by what it made.")
                    .tag("node", name)
                    .tag("outcome", outcome)
                    .register(registry))
        .increment();
  }

  void took(String task, long nanos) {
    time("drover.task.duration", "How long jobs run on their threads.", task, nanos);
  }

  void waited(String task, long nanos) {
    time("drover.task.wait", "How long jobs waited for a thread of this node.", task, nanos);
  }

  private void time(String name, String help, String task, long nanos) {
    timers
        .computeIfAbsent(
            name + " " + task,
            absent -> Timer.builder(name).description(help).tag("task", task).register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Shows how busy the nodes are that are known, all together. */
  void show(Nodes nodes) {
    Gauge.builder("drover.task.nodes", nodes, known -> known.all().size())
        .description("Worker nodes that are known, this one among them.")
        .register(registry);
    Map<String, ToIntFunction<Load.Crew>> figures =
        Map.of(
            "threads", Load.Crew::seats,
            "running", Load.Crew::running,
            "waiting", Load.Crew::queued,
            "abandoned", Load.Crew::abandoned);
    figures.forEach(
        (name, figure) -> {
          show(nodes, name, "cpu", load -> figure.applyAsInt(load.cpu()));
          show(nodes, name, "blocking", load -> figure.applyAsInt(load.blocking()));
        });
  }

  private void show(Nodes nodes, String name, String crew, ToIntFunction<Load> figure) {
    Gauge.builder(
            "drover.task." + name, nodes, known -> known.all().stream().mapToInt(figure).sum())
        .description("Of all worker nodes that are known.")
        .tag("kind", crew)
        .register(registry);
  }
}
