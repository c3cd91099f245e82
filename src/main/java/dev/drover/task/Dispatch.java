package dev.drover.task;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The way from one event loop to the workers: chooses nodes by their load, watches over the jobs it
 * has given them, and is told on this same loop what came of them. Confined to that loop.
 */
public final class Dispatch {
  private static final long SWEEP_MILLIS = 500;
  private static final Buffer NOTHING = Buffer.buffer();

  private final Tasks tasks;
  private final Vertx vertx;
  private final String address = "drover.task.caller." + UUID.randomUUID();
  private final Wire wire;
  private final Map<String, Run> runs = new HashMap<>();
  private final Map<String, Integer> outstanding = new HashMap<>();
  private @Nullable Future<Void> open;
  private @Nullable MessageConsumer<Buffer> inbox;
  private long sweep = -1;

  /** Called on the event loop that it is for. */
  Dispatch(Tasks tasks, Vertx vertx) {
    this.tasks = tasks;
    this.vertx = vertx;
    this.wire = new Wire(vertx.eventBus(), !tasks.config().cluster());
  }

  /** The task of that name, of those that can be asked for by it. */
  public @Nullable Kind kind(String task) {
    Kind kind = tasks.kinds().get(task);
    return kind == null || kind.carries() ? null : kind;
  }

  /** All tasks, jobs and nodes of this gateway. */
  public Tasks tasks() {
    return tasks;
  }

  /** Has a job done. Nothing is thrown: what is wrong with it fails the job. */
  public Job submit(Order order) {
    Kind kind = kind(order.task());
    return kind == null ? failed(Tasks.unknown(order.task())) : submit(order, kind);
  }

  /**
   * Has something done by a worker of this node, with the admission, the limits and the counters of
   * a task whose jobs bring what is to be done. What it gives is the result; no content is copied
   * on the way there.
   *
   * @param order one that is {@link Order#carrying}
   */
  public Job submit(Order order, Task function) {
    Kind kind = tasks.kinds().get(order.task());
    if (kind == null || !(kind.task() instanceof Carried carried)) {
      return failed(Tasks.unknown(order.task()));
    }
    carried.keep(order.id(), function);
    Job job = submit(order, kind);
    job.result().onComplete(done -> carried.drop(order.id()));
    return job;
  }

  private Job submit(Order order, Kind kind) {
    long most = tasks.config().payloadBytes().bytes();
    if (order.input().length() > most) {
      return failed(
          Failure.of(
              Reason.TOO_LARGE,
              "The input has more than " + most + " bytes, which is what is allowed."));
    }
    long timeout = Math.min(order.timeoutNanos(), kind.limits().timeout().toNanos());
    Opening job = new Opening(order, kind, System.nanoTime() + timeout);
    if (!tasks.register(order, job, vertx.getOrCreateContext())) {
      return failed(
          Failure.of(Reason.MALFORMED, "A job with the id \"" + order.id() + "\" is under way."));
    }
    count(kind, "submitted");
    job.result()
        .onComplete(
            done -> {
              tasks.forget(order.id());
              count(kind, done.succeeded() ? "done" : event(Failure.from(done.cause())));
            });
    open().onSuccess(nothing -> job.begin()).onFailure(cause -> job.fail(Failure.from(cause)));
    return job;
  }

  /** How it is counted that a job has failed for that reason. */
  static String event(Failure failure) {
    return switch (failure.reason()) {
      case RATE_LIMITED -> "refused";
      case CANCELLED -> "cancelled";
      case DEADLINE -> "late";
      case RESET_BEFORE_HEADERS, NO_ENDPOINT, DRAINING -> "lost";
      default -> "failed";
    };
  }

  private static Job failed(Failure failure) {
    return new Job() {
      @Override
      public Future<Buffer> result() {
        return Future.failedFuture(failure);
      }

      @Override
      public void cancel() {}
    };
  }

  /** A job that waits until there is a way to the workers, and then is one run or several. */
  private final class Opening implements Job {
    private final Order order;
    private final Kind kind;
    private final long deadline;
    private final Promise<Buffer> promise = Promise.promise();
    private @Nullable Job inner;

    Opening(Order order, Kind kind, long deadline) {
      this.order = order;
      this.kind = kind;
      this.deadline = deadline;
    }

    void begin() {
      if (promise.future().isComplete()) {
        return;
      }
      try {
        inner = make();
      } catch (Failure refused) {
        fail(refused);
      }
    }

    private Job make() {
      int seats = nodes().seats(kind);
      int parts = order.parts() == 0 ? 2 * seats : order.parts();
      if (kind.task() instanceof Divisible divisible && parts > 1) {
        List<Buffer> inputs = divisible.split(order.input(), parts);
        if (inputs.size() > 1) {
          Parts several = new Parts(Dispatch.this, vertx, order, kind, divisible, inputs, deadline);
          several.result().onComplete(promise);
          several.start();
          return several;
        }
      }
      Run run = new Run(Dispatch.this, order, kind, deadline);
      run.result().onComplete(promise);
      run.next();
      return run;
    }

    void fail(Failure failure) {
      promise.tryFail(failure);
    }

    @Override
    public Future<Buffer> result() {
      return promise.future();
    }

    @Override
    public void cancel() {
      Job begun = inner;
      if (begun != null) {
        begun.cancel();
      } else {
        fail(Failure.of(Reason.CANCELLED, "The job was cancelled."));
      }
    }
  }

  // The way to the workers, opened for the first job

  private Future<Void> open() {
    Future<Void> opened = open;
    if (opened == null) {
      EventBus bus = vertx.eventBus();
      MessageConsumer<Buffer> consumer =
          wire.local() ? bus.localConsumer(address) : bus.consumer(address);
      consumer.handler(this::heard);
      inbox = consumer;
      sweep = vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
      Promise<Void> ready = Promise.promise();
      var here = vertx.getOrCreateContext();
      Future.all(consumer.completion(), tasks.start(vertx))
          .onComplete(
              done ->
                  here.runOnContext(
                      nothing -> {
                        if (done.succeeded()) {
                          ready.complete();
                        } else {
                          ready.fail(done.cause());
                        }
                      }));
      opened = ready.future();
      open = opened;
    }
    return opened;
  }

  private void heard(Message<Buffer> message) {
    Run run = runs.get(Wire.text(message.headers(), Wire.JOB));
    if (run != null) {
      run.heard(message);
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Run run : new ArrayList<>(runs.values())) {
      if (run.late(now)) {
        run.expire();
      } else if (!nodes().has(run.node())) {
        run.lost(false);
      }
    }
    outstanding
        .keySet()
        .forEach(
            node ->
                wire.send(
                    node, NOTHING, wire.head(Wire.Type.ALIVE, "").addHeader(Wire.FROM, address)));
  }

  // For the runs

  String address() {
    return address;
  }

  Wire wire() {
    return wire;
  }

  Nodes nodes() {
    return tasks.nodes();
  }

  /** How many of its jobs a node has; a little more or less, so that loops do not all agree. */
  int outstanding(String node) {
    int mine = outstanding.getOrDefault(node, 0);
    return mine == 0 ? 0 : mine + ThreadLocalRandom.current().nextInt(2);
  }

  void joined(Run run) {
    runs.put(run.id(), run);
    outstanding.merge(run.node(), 1, Integer::sum);
  }

  /**
   * A run has nothing to do with its node any more.
   *
   * @param name what people call the node
   * @param outcome what it has made of the job
   */
  void left(Run run, String name, String outcome) {
    if (runs.remove(run.id(), run)) {
      tasks.telemetry().left(name, outcome);
      outstanding.computeIfPresent(run.node(), (node, count) -> count > 1 ? count - 1 : null);
    }
  }

  void count(Kind kind, String event) {
    tasks.telemetry().count(kind.name(), event);
  }

  /** Ends its jobs and closes its way; called on its loop. */
  public void close() {
    Failure stopping = Failure.of(Reason.DRAINING, "The gateway is stopping.");
    new ArrayList<>(runs.values()).forEach(run -> run.end(stopping));
    vertx.cancelTimer(sweep);
    if (inbox != null) {
      inbox.unregister();
    }
  }
}
