package dev.drover.handler.aggregate;

import dev.drover.expression.Expression;
import java.util.Optional;
import java.util.Set;

/**
 * A call of a plan, compiled. Immutable, for all threads.
 *
 * @param number its place in the plan
 * @param needs the calls that must have ended before
 * @param required whether the whole fails with it
 * @param part its line of a streamed answer
 * @param says whether it has a line in a streamed answer
 * @param form how it is made
 */
record Step(
    String name,
    int number,
    CallConfig config,
    Set<String> needs,
    Optional<Expression<Known, Boolean>> when,
    Optional<Expression<Known, Object>> list,
    boolean required,
    Optional<Template> fallback,
    Optional<Template> part,
    boolean says,
    Sender.Form form) {

  /** How it takes its items; only where there is a list. */
  CallConfig.ForEach each() {
    return config.foreach().orElseThrow();
  }

  boolean arrival() {
    return config.foreach().isPresent() && each().order() == CallConfig.Order.ARRIVAL;
  }
}
