package dev.drover.task;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What is counted of jobs. On the side that wants them done each is {@code submitted} and then
 * exactly one of {@code done}, {@code failed}, {@code refused}, {@code cancelled}, {@code late} and
 * {@code lost}; the rest tells what happened on the way. Safe for all threads.
 */
public final class TaskTelemetry {
  private final MeterRegistry registry;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

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

  void took(String task, long nanos) {
    timers
        .computeIfAbsent(
            task,
            absent ->
                Timer.builder("drover.task.duration")
                    .description("How long jobs run on their threads.")
                    .tag("task", task)
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
