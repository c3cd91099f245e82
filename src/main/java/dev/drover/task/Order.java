package dev.drover.task;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * A job that somebody wants done.
 *
 * @param id unique among the jobs under way; whoever knows it may cancel the job
 * @param task its name
 * @param input of the form that the task takes
 * @param caller who wants it; callers get turns
 * @param timeoutNanos how long it may take, where the task's own limit is not shorter
 * @param parts how many parts a divisible one is done in; 0 for as many as make sense
 * @param progress told how much is done, from 0 to 1, and a remark; on the event loop of the asker
 */
public record Order(
    String id,
    String task,
    Buffer input,
    String caller,
    Priority priority,
    long timeoutNanos,
    int parts,
    BiConsumer<Double, String> progress) {

  /** A job of normal urgency that has the time of its task, and nobody to tell. */
  public static Order of(String task, Buffer input, String caller) {
    return new Order(
        UUID.randomUUID().toString(),
        task,
        input,
        caller,
        Priority.NORMAL,
        Exchange.NEVER,
        0,
        (done, note) -> {});
  }

  /**
   * A job that brings what is to be done, for {@link Dispatch#submit(Order, Task)}. It is urgent,
   * since it is short and a request waits for it.
   */
  public static Order carrying(String task, String caller) {
    String id = UUID.randomUUID().toString();
    return new Order(
        id, task, Buffer.buffer(id), caller, Priority.HIGH, Exchange.NEVER, 1, (done, note) -> {});
  }

  /** Who wants a job done for an exchange: the client that was identified, else its address. */
  public static String caller(Exchange exchange) {
    Identity identity = exchange.get(Identity.KEY);
    return identity == null
        ? exchange.request().client()
        : identity.scheme() + ":" + identity.issuer() + ":" + identity.subject();
  }

  /** The same in that many parts. */
  public Order inParts(int count) {
    return new Order(id, task, input, caller, priority, timeoutNanos, count, progress);
  }

  /** The same, to be done within that time. */
  public Order within(long nanos) {
    return new Order(id, task, input, caller, priority, nanos, parts, progress);
  }

  /** The same with another urgency. */
  public Order at(Priority urgency) {
    return new Order(id, task, input, caller, urgency, timeoutNanos, parts, progress);
  }

  /** The same with somebody to tell. */
  public Order telling(BiConsumer<Double, String> listener) {
    return new Order(id, task, input, caller, priority, timeoutNanos, parts, listener);
  }

  Order part(String partId, Buffer partInput, BiConsumer<Double, String> listener) {
    return new Order(partId, task, partInput, caller, priority, timeoutNanos, 1, listener);
  }
}
