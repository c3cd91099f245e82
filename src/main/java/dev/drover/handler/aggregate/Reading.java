package dev.drover.handler.aggregate;

import dev.drover.exchange.Exchange;
import dev.drover.task.Workers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Reads the content of an answer, where its configuration says, within the time of the call.
 *
 * @param end of the call, on the wheel's clock
 */
record Reading(Exchange exchange, Workers workers, long end) {
  /** For a call that is made now. */
  static Reading within(Duration timeout, Exchange exchange, Workers workers) {
    return new Reading(exchange, workers, exchange.wheel().now() + timeout.toNanos());
  }

  /** What is made of content of that length. */
  Future<Outcome> make(long length, Supplier<Outcome> outcome) {
    return workers.make(exchange, length, end - exchange.wheel().now(), outcome);
  }
}
