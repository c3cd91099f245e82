package dev.drover.task;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One job, in one piece, on its way through the nodes: to the one that has least to do, to another
 * when that one refuses, and again to another when that one is lost and the job may be done twice.
 */
final class Run implements Job {
  private static final int MOST_TRIES = 4;
  private static final long SUBMIT_MILLIS = 2_000;
  private static final Buffer NOTHING = Buffer.buffer();

  private final Dispatch dispatch;
  private final Order order;
  private final Kind kind;
  private final long deadline;
  private final Promise<Buffer> promise = Promise.promise();
  private final Set<String> avoid = new HashSet<>();
  private int tries;
  private String node = "";
  private String name = "";
  private @Nullable Failure refusal;
  private @Nullable Outflow input;
  private @Nullable Inflow result;

  /**
   * @param deadline on the clock of {@link System#nanoTime}
   */
  Run(Dispatch dispatch, Order order, Kind kind, long deadline) {
    this.dispatch = dispatch;
    this.order = order;
    this.kind = kind;
    this.deadline = deadline;
  }

  @Override
  public Future<Buffer> result() {
    return promise.future();
  }

  String id() {
    return order.id();
  }

  /** The address of the node that has it; empty when none has. */
  String node() {
    return node;
  }

  boolean late(long now) {
    return now > deadline + Nodes.REPORT.toNanos();
  }

  /** Goes to the best node there is. */
  void next() {
    long left = deadline - System.nanoTime();
    if (over() || left <= 0) {
      fail(Crew.late(kind));
      return;
    }
    Optional<Load> best = dispatch.nodes().least(kind, avoid, dispatch::outstanding);
    if (best.isEmpty() || tries >= MOST_TRIES) {
      fail(nobody());
      return;
    }
    tries++;
    node = best.get().node();
    name = best.get().name();
    result = null;
    dispatch.joined(this);
    Buffer first = Outflow.first(order.input());
    input = new Outflow(order.input(), first.length(), this::chunk);
    DeliveryOptions head =
        head(Wire.Type.SUBMIT)
            .addHeader(Wire.TASK, order.task())
            .addHeader(Wire.CALLER, order.caller())
            .addHeader(Wire.PRIORITY, order.priority().name())
            .addHeader(Wire.TIMEOUT, Long.toString(Math.max(1, left / 1_000_000)))
            .addHeader(Wire.SIZE, Integer.toString(order.input().length()))
            .setSendTimeout(SUBMIT_MILLIS);
    String asked = node;
    dispatch
        .wire()
        .bus()
        .<Buffer>request(asked, first, head)
        .onComplete(
            reply -> {
              if (!over() && asked.equals(node)) {
                if (reply.succeeded()) {
                  answered(reply.result());
                } else {
                  unreachable(reply.cause());
                }
              }
            });
  }

  private Failure nobody() {
    if (refusal != null) {
      return refusal;
    }
    Optional<Failure> full = dispatch.nodes().retryAfter(kind).map(delay -> Crew.full(kind, delay));
    return full.orElseGet(
        () ->
            Failure.of(Reason.NO_ENDPOINT, "No worker does the task \"" + kind.name() + "\" now."));
  }

  private DeliveryOptions head(Wire.Type type) {
    return dispatch.wire().head(type, order.id()).addHeader(Wire.FROM, dispatch.address());
  }

  private void chunk(Buffer chunk) {
    dispatch.wire().send(node, chunk, head(Wire.Type.CHUNK));
  }

  private void answered(Message<Buffer> reply) {
    if (Wire.type(reply.headers()) == Wire.Type.REFUSED) {
      refused(Wire.failure(reply.headers()));
    }
  }

  private void refused(Failure why) {
    boolean elsewhere = why.reason() == Reason.RATE_LIMITED || why.reason() == Reason.DRAINING;
    if (elsewhere) {
      refusal = why;
      avoid.add(node);
      leave("refused");
      next();
    } else {
      fail(why);
    }
  }

  private void unreachable(Throwable cause) {
    boolean never =
        cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    dispatch.nodes().lost(node);
    lost(never);
  }

  /**
   * The node is gone.
   *
   * @param never whether it has certainly not begun the job
   */
  void lost(boolean never) {
    avoid.add(node);
    leave("lost");
    if (never || kind.traits().idempotent()) {
      dispatch.count(kind, "retried");
      next();
    } else {
      fail(
          Failure.of(
              Reason.RESET_BEFORE_HEADERS,
              "The worker that had the job is gone; the job may have been done, in part or whole."));
    }
  }

  /** A message of the node that has it. */
  void heard(Message<Buffer> message) {
    MultiMap headers = message.headers();
    Wire.Type type = Wire.type(headers);
    if (type == null || over()) {
      return;
    }
    switch (type) {
      case CREDIT -> {
        if (input != null) {
          input.grant(Wire.number(headers, Wire.CREDIT));
        }
      }
      case PROGRESS -> {
        JsonObject news = message.body().toJsonObject();
        order.progress().accept(news.getDouble(Wire.DONE), news.getString(Wire.TEXT));
      }
      case RESULT -> {
        Inflow inflow = new Inflow(Wire.number(headers, Wire.SIZE), message.body(), this::grant);
        result = inflow;
        if (inflow.complete()) {
          done(inflow.payload());
        }
      }
      case CHUNK -> {
        Inflow inflow = result;
        if (inflow != null && inflow.add(message.body())) {
          done(inflow.payload());
        }
      }
      case FAILED -> failed(Wire.failure(headers));
      case SUBMIT, ACCEPTED, REFUSED, CANCEL, ALIVE -> {}
    }
  }

  private void grant(int chunks) {
    dispatch.wire().send(node, NOTHING, head(Wire.Type.CREDIT).addHeader(Wire.CREDIT, "" + chunks));
  }

  private void failed(Failure why) {
    if (why.reason() == Reason.DRAINING) {
      refusal = why;
      lost(false);
    } else {
      refused(why);
    }
  }

  private boolean over() {
    return promise.future().isComplete();
  }

  private void leave(String outcome) {
    dispatch.left(this, name, outcome);
    node = "";
  }

  private void done(Buffer payload) {
    leave("done");
    promise.tryComplete(payload);
  }

  private void fail(Failure why) {
    leave(Dispatch.event(why));
    promise.tryFail(why);
  }

  @Override
  public void cancel() {
    end(Failure.of(Reason.CANCELLED, "The job was cancelled."));
  }

  /** It is not wanted any more. */
  void end(Failure why) {
    if (!over()) {
      if (!node.isEmpty()) {
        dispatch.wire().send(node, NOTHING, head(Wire.Type.CANCEL));
      }
      fail(why);
    }
  }

  /** It has had its time, and the node has not said so. */
  void expire() {
    end(Crew.late(kind));
  }
}
