package dev.drover.task;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.config.Size;

/** Where a filter or a handler does what it does with content. */
@Doc("Where something is done with content. A string is the place.")
@Shorthand("place")
public record Workplace(
    @Doc(
            "loop: the event loop of the request. worker: the workers of this node, as jobs of a task"
                + " that has the name of the filter or handler, with the limits and counters of tasks.")
        @Default("loop")
        Where place,
    @Doc(
            "worker: how long content must be for that. With less the way to a worker and back takes"
                + " longer than the work, so that is done on the event loop.")
        @Default("32KiB")
        @Range(min = "0B", max = "64MiB")
        Size from) {
  /** The places. */
  public enum Where {
    LOOP,
    WORKER
  }

  /** Whether content of that length is for workers. */
  boolean workers(long length) {
    return place == Where.WORKER && length >= from.bytes();
  }
}
