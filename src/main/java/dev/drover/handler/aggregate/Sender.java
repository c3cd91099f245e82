package dev.drover.handler.aggregate;

import dev.drover.expression.ExpressionFailed;
import dev.drover.handler.HandlerFactory.Parts;
import dev.drover.upstream.Errand;
import java.time.Duration;

/** Makes the calls of one kind, for one event loop. */
@FunctionalInterface
interface Sender {
  /** What a configuration says of a call; each event loop makes a sender of it. */
  @FunctionalInterface
  interface Form {
    Sender on(Parts parts);
  }

  /**
   * Makes a call.
   *
   * @return completes within the timeout, and with an outcome: a call that fails has one, too
   * @throws ExpressionFailed when an expression has no value
   * @throws dev.drover.status.Failure when the call cannot be made of the values
   */
  Errand<Outcome> send(Known known, Duration timeout) throws ExpressionFailed;
}
