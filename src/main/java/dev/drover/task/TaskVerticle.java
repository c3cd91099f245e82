package dev.drover.task;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The node that does jobs: takes them over the event bus, has them done on threads, sends back what
 * came of them. It runs on an event loop and never blocks it; a consumer of the event bus is serial
 * whatever its threads are, so the threads are behind it and not before.
 */
public final class TaskVerticle extends VerticleBase {
  private static final long CALLER_SILENCE = 5_000_000_000L;
  private static final int MOST_ARRIVING = 256;
  private static final long PROGRESS_MILLIS = 50;
  private static final Buffer NOTHING = Buffer.buffer();

  private final Tasks tasks;
  private final String address = "drover.task.node." + UUID.randomUUID();
  private final Map<String, Duty> duties = new HashMap<>();
  private final Map<String, Long> callers = new HashMap<>();
  private final Reports reports = new Reports();
  private @Nullable Hall hall;

  /** What is there while it runs. */
  private record Hall(Wire wire, Crew cpu, Crew blocking, MessageConsumer<Buffer> inbox) {}

  public TaskVerticle(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public Future<?> start() {
    EventBus bus = vertx.eventBus();
    boolean local = !tasks.config().cluster();
    Wire wire = new Wire(bus, local);
    MessageConsumer<Buffer> inbox = local ? bus.localConsumer(address) : bus.consumer(address);
    Executor waiting =
        Threads.virtual() ? Threads.virtual("drover-wait") : Threads.platform("drover-wait");
    hall =
        new Hall(
            wire,
            crew(Threads.platform("drover-work"), tasks.config().cpuSeats()),
            crew(waiting, tasks.config().blocking()),
            inbox);
    inbox.handler(this::take);
    vertx.setPeriodic(Nodes.REPORT.toMillis(), id -> beat());
    reports.now();
    return inbox.completion();
  }

  private Crew crew(Executor threads, int seats) {
    return new Crew(
        vertx,
        run -> context.runOnContext(nothing -> run.run()),
        threads,
        seats,
        tasks,
        new Crew.Listener() {
          @Override
          public void done(Duty duty, Buffer result) {
            reply(duty, result);
          }

          @Override
          public void failed(Duty duty, Failure failure) {
            duties.remove(duty.id);
            tell(duty.from, Wire.write(head(Wire.Type.FAILED, duty.id), failure), NOTHING);
          }
        });
  }

  @Override
  public Future<?> stop() {
    Hall open = hall;
    if (open == null) {
      return Future.succeededFuture();
    }
    reports.draining = true;
    reports.now();
    Failure stopping = Failure.of(Reason.DRAINING, "The worker node is stopping.");
    new ArrayList<>(duties.values()).forEach(duty -> end(duty, stopping));
    open.cpu().close();
    open.blocking().close();
    return open.inbox().unregister();
  }

  // Messages

  private DeliveryOptions head(Wire.Type type, String job) {
    return open().wire().head(type, job);
  }

  private Hall open() {
    Hall open = hall;
    if (open == null) {
      throw new IllegalStateException("The worker node has not been started.");
    }
    return open;
  }

  private void tell(String to, DeliveryOptions head, Buffer body) {
    open().wire().send(to, body, head);
    reports.soon();
  }

  private void take(Message<Buffer> message) {
    MultiMap headers = message.headers();
    Wire.Type type = Wire.type(headers);
    callers.put(Wire.text(headers, Wire.FROM), System.nanoTime());
    if (type == Wire.Type.SUBMIT) {
      submitted(message);
      return;
    }
    Duty duty = duties.get(Wire.text(headers, Wire.JOB));
    if (duty == null || type == null) {
      return;
    }
    if (type == Wire.Type.CHUNK && duty.state == Duty.State.ARRIVING) {
      if (duty.inflow.add(message.body())) {
        crew(duty.kind).offer(duty, System.nanoTime());
      }
    } else if (type == Wire.Type.CREDIT && duty.result != null) {
      duty.result.grant(Wire.number(headers, Wire.CREDIT));
      if (duty.result.over()) {
        duties.remove(duty.id);
      }
    } else if (type == Wire.Type.CANCEL) {
      end(duty, Failure.of(Reason.CANCELLED, "The job was cancelled."));
    }
  }

  private void submitted(Message<Buffer> message) {
    MultiMap headers = message.headers();
    String id = Wire.text(headers, Wire.JOB);
    Kind kind = tasks.kinds().get(Wire.text(headers, Wire.TASK));
    Failure refusal = refusal(kind, Wire.number(headers, Wire.SIZE));
    if (kind == null || refusal != null) {
      Failure why = refusal == null ? Tasks.unknown(Wire.text(headers, Wire.TASK)) : refusal;
      message.reply(NOTHING, Wire.write(head(Wire.Type.REFUSED, id), why));
      return;
    }
    message.reply(NOTHING, head(Wire.Type.ACCEPTED, id));
    String from = Wire.text(headers, Wire.FROM);
    long now = System.nanoTime();
    long deadline = now + Wire.number(headers, Wire.TIMEOUT) * 1_000_000;
    Inflow inflow =
        new Inflow(
            Wire.number(headers, Wire.SIZE),
            message.body(),
            chunks ->
                tell(
                    from, head(Wire.Type.CREDIT, id).addHeader(Wire.CREDIT, "" + chunks), NOTHING));
    Work work = new Work(deadline, System::nanoTime, (done, note) -> progressed(id, done, note));
    Duty duty =
        new Duty(
            id,
            from,
            kind,
            Wire.text(headers, Wire.CALLER),
            Priority.valueOf(Wire.text(headers, Wire.PRIORITY)),
            deadline,
            work,
            inflow);
    duties.put(id, duty);
    if (inflow.complete()) {
      crew(kind).offer(duty, now);
      reports.soon();
    }
  }

  private @Nullable Failure refusal(@Nullable Kind kind, long size) {
    if (kind == null) {
      return null;
    }
    long most = tasks.config().payloadBytes().bytes();
    if (size > most) {
      return Failure.of(
          Reason.TOO_LARGE,
          "The input has more than " + most + " bytes, which is what is allowed.");
    }
    boolean crowded =
        size > Wire.CHUNK
            && duties.values().stream().filter(one -> one.state == Duty.State.ARRIVING).count()
                >= MOST_ARRIVING;
    return crowded ? Crew.full(kind, crew(kind).retryAfter(kind.name())) : null;
  }

  private Crew crew(Kind kind) {
    return kind.traits().blocking() ? open().blocking() : open().cpu();
  }

  private void reply(Duty duty, Buffer result) {
    long most = tasks.config().payloadBytes().bytes();
    if (result.length() > most) {
      duties.remove(duty.id);
      Failure large =
          Failure.of(
              Reason.MESSAGE_TOO_LARGE,
              "The result has more than " + most + " bytes, which is what is allowed.");
      tell(duty.from, Wire.write(head(Wire.Type.FAILED, duty.id), large), NOTHING);
      return;
    }
    Buffer first = Outflow.first(result);
    DeliveryOptions head =
        head(Wire.Type.RESULT, duty.id).addHeader(Wire.SIZE, "" + result.length());
    tell(duty.from, head, first);
    if (first.length() == result.length()) {
      duties.remove(duty.id);
      return;
    }
    Outflow outflow =
        new Outflow(
            result,
            first.length(),
            chunk -> tell(duty.from, head(Wire.Type.CHUNK, duty.id), chunk));
    duty.result = outflow;
  }

  private void end(Duty duty, Failure why) {
    if (duty.state == Duty.State.ARRIVING || duty.state == Duty.State.OVER) {
      duty.state = Duty.State.OVER;
      duties.remove(duty.id);
    } else {
      crew(duty.kind).end(duty, why);
    }
  }

  /** On the job's thread. */
  private void progressed(String id, double done, String note) {
    context.runOnContext(
        nothing -> {
          Duty duty = duties.get(id);
          if (duty == null || duty.state != Duty.State.RUNNING) {
            return;
          }
          boolean planned = duty.progress != null;
          duty.progress = new JsonObject().put(Wire.DONE, done).put(Wire.TEXT, note).toBuffer();
          if (!planned) {
            vertx.setTimer(duty.told ? PROGRESS_MILLIS : 1, timer -> progress(duty));
          }
        });
  }

  private void progress(Duty duty) {
    Buffer news = duty.progress;
    duty.progress = null;
    duty.told = true;
    if (news != null && duty.state == Duty.State.RUNNING) {
      tell(duty.from, head(Wire.Type.PROGRESS, duty.id), news);
    }
  }

  /** Whoever wanted a job and is gone does not get it, and jobs that cannot arrive are dropped. */
  private void beat() {
    reports.now();
    long now = System.nanoTime();
    callers.values().removeIf(heard -> now - heard > CALLER_SILENCE);
    Failure gone = Failure.of(Reason.CANCELLED, "Nobody waits for the job any more.");
    for (Duty duty : new ArrayList<>(duties.values())) {
      boolean late = duty.state != Duty.State.RUNNING && now > duty.deadline + CALLER_SILENCE;
      if (late || !callers.containsKey(duty.from)) {
        end(duty, gone);
      }
    }
  }

  /** Tells of the load: regularly, and soon after it has changed. */
  private final class Reports {
    private static final long SOON_MILLIS = 20;
    private boolean draining;
    private boolean planned;

    void soon() {
      if (!planned && !draining) {
        planned = true;
        vertx.setTimer(SOON_MILLIS, id -> now());
      }
    }

    void now() {
      planned = false;
      Hall open = open();
      Map<String, Long> full = new HashMap<>();
      for (Kind kind : tasks.kinds().values()) {
        Crew crew = crew(kind);
        if (crew.full(kind.name())) {
          full.put(kind.name(), Math.max(1, crew.retryAfter(kind.name()).toMillis()));
        }
      }
      Load load =
          new Load(
              address,
              tasks.name(),
              open.cpu().load(),
              open.blocking().load(),
              tasks.offers(),
              full,
              draining);
      vertx
          .eventBus()
          .publish(
              tasks.loads(), load.json(), new DeliveryOptions().setLocalOnly(open.wire().local()));
    }
  }
}
