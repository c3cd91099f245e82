package dev.drover.task;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A job that is done in parts: so many at once as there are threads for them, and what they give is
 * joined. A part that finds all queues full comes again.
 */
final class Parts implements Job {
  private static final long LONGEST_PAUSE_MILLIS = 200;

  private final Dispatch dispatch;
  private final Vertx vertx;
  private final Order order;
  private final Divisible task;
  private final Kind kind;
  private final long deadline;
  private final List<Buffer> inputs;
  private final Buffer[] results;
  private final Promise<Buffer> promise = Promise.promise();
  private final Set<Run> running = new HashSet<>();
  private int begun;
  private int done;

  Parts(
      Dispatch dispatch,
      Vertx vertx,
      Order order,
      Kind kind,
      Divisible task,
      List<Buffer> inputs,
      long deadline) {
    this.dispatch = dispatch;
    this.vertx = vertx;
    this.order = order;
    this.kind = kind;
    this.task = task;
    this.inputs = inputs;
    this.deadline = deadline;
    this.results = new Buffer[inputs.size()];
    Arrays.fill(results, Buffer.buffer());
  }

  @Override
  public Future<Buffer> result() {
    return promise.future();
  }

  /** Begins as many as there is room for. */
  void start() {
    int abreast = Math.max(1, 2 * dispatch.nodes().seats(kind));
    while (begun < inputs.size() && running.size() < abreast) {
      begin(begun++);
    }
  }

  private void begin(int index) {
    Order part = order.part(order.id() + "." + index, inputs.get(index), (ignored, note) -> {});
    Run run = new Run(dispatch, part, kind, deadline);
    running.add(run);
    run.result()
        .onSuccess(
            result -> {
              running.remove(run);
              results[index] = result;
              came();
            })
        .onFailure(
            cause -> {
              running.remove(run);
              failed(index, Failure.from(cause));
            });
    run.next();
  }

  private void came() {
    done++;
    order
        .progress()
        .accept((double) done / inputs.size(), done + " of " + inputs.size() + " parts");
    if (done == inputs.size()) {
      join();
    } else if (!promise.future().isComplete()) {
      start();
    }
  }

  private void join() {
    try {
      promise.tryComplete(task.join(new ArrayList<>(Arrays.asList(results))));
    } catch (RuntimeException broken) {
      promise.tryFail(Failure.from(broken));
    }
  }

  private void failed(int index, Failure why) {
    if (promise.future().isComplete()) {
      return;
    }
    if (why.reason() == Reason.RATE_LIMITED && System.nanoTime() < deadline) {
      long pause = why.retryAfter().map(delay -> delay.toMillis()).orElse(LONGEST_PAUSE_MILLIS);
      vertx.setTimer(
          Math.max(1, Math.min(pause, LONGEST_PAUSE_MILLIS)),
          id -> {
            if (!promise.future().isComplete()) {
              begin(index);
            }
          });
    } else {
      promise.tryFail(why);
      stop();
    }
  }

  private void stop() {
    new ArrayList<>(running).forEach(Run::cancel);
  }

  @Override
  public void cancel() {
    promise.tryFail(Failure.of(Reason.CANCELLED, "The job was cancelled."));
    stop();
  }
}
