package dev.drover.task;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a node for one kind of task, with the queue before them. While jobs are short, the
 * next ones are put ahead: a thread that comes free takes one of them and tells the event loop
 * then, instead of waiting for it. A thread that does not come back from a job that was ended is
 * abandoned: another one takes its place, as long as there are not too many such.
 *
 * <p>Confined to the node's event loop, but for what is ahead: whoever takes a job from there has
 * it.
 */
final class Crew {
  /** Told how a job has ended. */
  interface Listener {
    void done(Duty duty, Buffer result);

    void failed(Duty duty, Failure failure);
  }

  /** How long a job that was ended may hold its thread. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** How often it is looked who is late. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** Jobs that take no longer than that, on average, are put ahead. */
  private static final double SHORT_NANOS = 5e6;

  private static final double LATELY = 1.0 / 8;

  private static final Logger LOG = LoggerFactory.getLogger(Crew.class);

  private final Vertx vertx;
  private final Consumer<Runnable> loop;
  private final Executor threads;
  private final int seats;
  private final Listener listener;
  private final TaskTelemetry telemetry;
  private final Admission<Duty> admission;
  private final Set<Duty> running = new HashSet<>();
  private final Set<Duty> abandoned = new HashSet<>();
  private final Queue<Duty> ahead = new ConcurrentLinkedQueue<>();
  private int aheadCount;
  private double meanNanos = 1e9;
  private boolean watching;

  /** What came of a job on its thread. */
  private record Outcome(@Nullable Buffer result, @Nullable Throwable thrown, long ended) {}

  /**
   * @param loop runs something on the node's event loop
   * @param seats how many jobs run at once
   */
  Crew(
      Vertx vertx,
      Consumer<Runnable> loop,
      Executor threads,
      int seats,
      Tasks tasks,
      Listener listener) {
    this.vertx = vertx;
    this.loop = loop;
    this.threads = threads;
    this.seats = seats;
    this.listener = listener;
    this.telemetry = tasks.telemetry();
    this.admission = new Admission<>(seats, tasks::limits);
  }

  /** A job with all its input asks to be done. */
  void offer(Duty duty, long now) {
    duty.state = Duty.State.WAITING;
    duty.offered = now;
    Ticket<Duty> ticket =
        new Ticket<>(duty, duty.kind.name(), duty.caller, duty.priority, duty.deadline);
    Admission.Answer<Duty> answer = admission.offer(ticket, now, this::expired);
    if (answer instanceof Admission.Answer.Refused<Duty> refused) {
      over(duty, full(duty.kind, refused.retryAfter()));
    } else if (answer instanceof Admission.Answer.Queued<Duty> queued) {
      Ticket<Duty> displaced = queued.displaced();
      if (displaced != null) {
        telemetry.count(duty.kind.name(), "displaced");
        over(displaced.job(), full(duty.kind, admission.retryAfter(duty.kind.name())));
      }
      fill(now);
    }
  }

  static Failure full(Kind kind, Duration retryAfter) {
    return Failure.of(
            Reason.RATE_LIMITED,
            "The workers have as many jobs of the task \"" + kind.name() + "\" as they take.")
        .retryAfter(retryAfter);
  }

  private void expired(Ticket<Duty> ticket) {
    telemetry.count(ticket.task(), "expired");
    over(ticket.job(), late(ticket.job().kind));
  }

  static Failure late(Kind kind) {
    return Failure.of(
        Reason.DEADLINE, "The task \"" + kind.name() + "\" was not done within its time.");
  }

  private void fill(long now) {
    while (running.size() < capacity()) {
      Duty next = next(now);
      if (next == null) {
        return;
      }
      began(next, now);
      threads.execute(() -> run(next));
    }
    while (aheadCount < seats && meanNanos < SHORT_NANOS) {
      Ticket<Duty> next = admission.next(now, this::expired);
      if (next == null) {
        return;
      }
      next.job().state = Duty.State.AHEAD;
      aheadCount++;
      ahead.add(next.job());
    }
  }

  private @Nullable Duty next(long now) {
    Duty first = ahead.poll();
    if (first != null) {
      aheadCount--;
      return first;
    }
    Ticket<Duty> next = admission.next(now, this::expired);
    return next == null ? null : next.job();
  }

  /** Abandoned threads still burn their processors: when there are many, they are not replaced. */
  private int capacity() {
    int most = Math.max(seats, 4);
    return abandoned.size() <= most ? seats : Math.max(0, seats + most - abandoned.size());
  }

  private void began(Duty duty, long now) {
    if (duty.state != Duty.State.OVER) {
      duty.state = Duty.State.RUNNING;
      duty.due = duty.deadline;
    }
    duty.started = now;
    running.add(duty);
    watchOn();
    telemetry.count(duty.kind.name(), "started");
    telemetry.waited(duty.kind.name(), now - duty.offered);
  }

  /** On a thread of its own, until there is nothing ahead. */
  private void run(Duty first) {
    for (Duty duty = first; duty != null; ) {
      Duty done = duty;
      Outcome outcome = work(done);
      // one that was ended may have been abandoned, and another has its seat
      Duty after = done.work.ended() == null ? ahead.poll() : null;
      loop.accept(() -> returned(done, outcome, after));
      duty = after;
    }
  }

  private static Outcome work(Duty duty) {
    Buffer result = null;
    Throwable thrown = null;
    duty.work.begin();
    try {
      duty.work.check();
      result = duty.kind.task().run(duty.inflow.payload(), duty.work);
    } catch (Throwable any) { // a task may be anybody's code, and its errors are its own
      thrown = any;
    } finally {
      duty.work.leave();
    }
    return new Outcome(result, thrown, System.nanoTime());
  }

  /**
   * @param after what the thread does now; null when it has nothing
   */
  private void returned(Duty duty, Outcome outcome, @Nullable Duty after) {
    long took = Math.max(0, outcome.ended() - duty.started);
    if (abandoned.remove(duty)) {
      telemetry.count(duty.kind.name(), "returned");
    } else {
      running.remove(duty);
      admission.ended(duty.kind.name(), took);
    }
    meanNanos += (took - meanNanos) * LATELY;
    if (after != null) {
      aheadCount--;
      began(after, outcome.ended());
    }
    if (duty.state == Duty.State.RUNNING) {
      telemetry.took(duty.kind.name(), took);
      Failure ended = duty.work.ended();
      if (ended != null) {
        over(duty, ended);
      } else if (outcome.result() != null) {
        duty.state = Duty.State.OVER;
        listener.done(duty, outcome.result());
      } else {
        over(duty, failure(duty, outcome.thrown()));
      }
    }
    fill(System.nanoTime());
  }

  private static Failure failure(Duty duty, @Nullable Throwable thrown) {
    if (thrown instanceof Failure failure) {
      return failure;
    }
    String text = "The task \"" + duty.kind.name() + "\" failed.";
    LOG.warn("{} It was job {}.", text, duty.id, thrown);
    return Failure.of(Reason.INTERNAL, text);
  }

  private void over(Duty duty, Failure failure) {
    duty.state = Duty.State.OVER;
    listener.failed(duty, failure);
  }

  /** The job is not wanted any more: it is told at once, and its thread is free soon. */
  void end(Duty duty, Failure why) {
    if (duty.state == Duty.State.WAITING) {
      admission.withdraw(duty.kind.name(), duty);
      over(duty, why);
    } else if (duty.state == Duty.State.AHEAD && ahead.remove(duty)) {
      aheadCount--;
      admission.undone(duty.kind.name());
      over(duty, why);
      fill(System.nanoTime());
    } else if (duty.state == Duty.State.AHEAD || duty.state == Duty.State.RUNNING) {
      duty.work.end(why);
      duty.due = System.nanoTime() + PATIENCE.toNanos();
      over(duty, why);
    }
  }

  /** One timer for all that run: jobs are many, and few are late. */
  private void watchOn() {
    if (!watching) {
      watching = true;
      vertx.setTimer(LOOK.toMillis(), id -> watch());
    }
  }

  private void watch() {
    watching = false;
    long now = System.nanoTime();
    for (Duty duty : List.copyOf(running)) {
      if (now - duty.due >= 0) {
        if (duty.state == Duty.State.RUNNING) {
          end(duty, late(duty.kind));
        } else {
          abandon(duty);
        }
      }
    }
    if (!running.isEmpty()) {
      watchOn();
    }
  }

  private void abandon(Duty duty) {
    running.remove(duty);
    abandoned.add(duty);
    admission.ended(duty.kind.name(), System.nanoTime() - duty.started);
    telemetry.count(duty.kind.name(), "abandoned");
    StackTraceElement[] where = duty.work.where();
    Exception trace = new CancellationException("Here it is.");
    trace.setStackTrace(where);
    LOG.error(
        "Job {} of the task \"{}\" was ended, but its thread does not come back; {} such now.",
        duty.id,
        duty.kind.name(),
        abandoned.size(),
        trace);
    fill(System.nanoTime());
  }

  boolean full(String task) {
    return admission.full(task);
  }

  Duration retryAfter(String task) {
    return admission.retryAfter(task);
  }

  Load.Crew load() {
    return new Load.Crew(
        capacity(), running.size(), admission.queued() + aheadCount, abandoned.size());
  }

  void close() {
    if (threads instanceof ExecutorService service) {
      service.shutdownNow();
    }
  }
}
