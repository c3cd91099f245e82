package dev.drover.task;

import dev.drover.config.ConfigReader;
import dev.drover.config.Expansion;
import dev.drover.config.TasksConfig;
import dev.drover.config.Vocabulary;
import dev.drover.testing.Futures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;

/** Workers, and one event loop that has jobs for them. */
public final class TestTasks implements AutoCloseable {
  private final Vertx vertx;
  private final boolean own;
  private final Tasks tasks;
  private final Context loop;
  private final Dispatch dispatch;

  /**
   * @param config the section {@code tasks}, as JSON
   * @param more tasks besides those that are found
   */
  public TestTasks(String config, Map<String, Kind> more) {
    this(Vertx.vertx(), true, config, more);
  }

  public TestTasks(Vertx vertx, boolean own, String config, Map<String, Kind> more) {
    this.vertx = vertx;
    this.own = own;
    Map<String, TaskFactory<?>> factories = factories();
    Map<String, Class<? extends Record>> words = new LinkedHashMap<>();
    factories.forEach((name, factory) -> words.put(name, factory.config()));
    TasksConfig read =
        new ConfigReader(new Vocabulary(Map.of("tasks", words)), Expansion.none())
            .read(TasksConfig.class, config, "test")
            .config();
    Map<String, Kind> kinds =
        new LinkedHashMap<>(
            Tasks.kinds(
                read,
                factories,
                Set.of(),
                (place, problem) -> {
                  throw new IllegalArgumentException(place + ": " + problem);
                }));
    kinds.putAll(more);
    tasks = new Tasks(read, kinds, "test", new SimpleMeterRegistry());
    loop = vertx.getOrCreateContext();
    dispatch = onLoop(any -> Future.succeededFuture(tasks.dispatch(vertx)));
  }

  private static Map<String, TaskFactory<?>> factories() {
    Map<String, TaskFactory<?>> factories = new LinkedHashMap<>();
    for (TaskFactory<?> factory : ServiceLoader.load(TaskFactory.class)) {
      factories.put(factory.name(), factory);
    }
    return factories;
  }

  /**
   * A task of a test that computes, in two forms: what it does, and whether it may be done twice.
   */
  static Kind kind(String name, Limits limits, Task task) {
    return new Kind(
        name, new Traits(Form.BYTES, Form.BYTES, false, true, limits), "text/plain", limits, task);
  }

  /** The same, which waits. */
  static Kind blocking(String name, Limits limits, Task task) {
    return new Kind(
        name, new Traits(Form.BYTES, Form.BYTES, true, true, limits), "text/plain", limits, task);
  }

  public Vertx vertx() {
    return vertx;
  }

  public Tasks tasks() {
    return tasks;
  }

  /** Does something with the dispatch of the loop, there. */
  public <T> T onLoop(Function<Dispatch, Future<T>> action) {
    return await(async(action));
  }

  /** The same without waiting. */
  public <T> Future<T> async(Function<Dispatch, Future<T>> action) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(nothing -> action.apply(dispatch).onComplete(promise));
    return promise.future();
  }

  /** Stops the node that was there first. */
  void stopFirst() {
    await(vertx.undeploy(String.valueOf(tasks.deployment())));
  }

  /** Has a job done. */
  public String run(String task, String input) {
    return onLoop(d -> d.submit(Order.of(task, Buffer.buffer(input), "me")).result()).toString();
  }

  /** How often something has happened to jobs of a task. */
  public long counted(String task, String event) {
    return tasks.telemetry().counted(task, event);
  }

  /** What it gives; throws the failure. */
  public static <T> T await(Future<T> future) {
    return Futures.await(future, Duration.ofMinutes(1));
  }

  @Override
  public void close() {
    onLoop(
        d -> {
          d.close();
          return tasks.stop(vertx);
        });
    if (own) {
      await(vertx.close());
    }
  }
}
