package dev.drover.task;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A job on the node that does it. Confined to the node's event loop, but for its work. */
final class Duty {
  /** Where it is. */
  enum State {
    ARRIVING,
    WAITING,
    AHEAD,
    RUNNING,
    OVER
  }

  final String id;
  final String from;
  final Kind kind;
  final String caller;
  final Priority priority;
  final long deadline;
  final Work work;
  final Inflow inflow;
  State state = State.ARRIVING;
  long offered;
  long started;

  /** When it has had its time on a thread, or after its end, all patience. */
  long due;

  boolean told;
  @Nullable Outflow result;
  @Nullable Buffer progress;

  Duty(
      String id,
      String from,
      Kind kind,
      String caller,
      Priority priority,
      long deadline,
      Work work,
      Inflow inflow) {
    this.id = id;
    this.from = from;
    this.kind = kind;
    this.caller = caller;
    this.priority = priority;
    this.deadline = deadline;
    this.work = work;
    this.inflow = inflow;
  }
}
