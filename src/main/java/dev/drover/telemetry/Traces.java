package dev.drover.telemetry;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Stage;
import dev.drover.status.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the stack trace of an internal error to the ordinary log, with the id that the client and
 * the access log have. At most ten a second of each event loop: a fault that every request meets
 * must not turn into a flood of traces.
 */
final class Traces {
  private static final Logger LOGGER = LoggerFactory.getLogger(Traces.class);
  private static final int MOST = 10;
  private static final long SECOND = 1_000_000_000L;

  private long since;
  private int shown;
  private int hidden;

  /** Whether it was shown. */
  boolean show(Exchange exchange, Failure failure) {
    long now = exchange.at(Stage.ENDED);
    if (shown == 0 || now - since >= SECOND) {
      if (hidden > 0) {
        LOGGER.error("{} more exchanges failed inside the gateway within a second.", hidden);
      }
      since = now;
      shown = 0;
      hidden = 0;
    }
    if (shown == MOST) {
      hidden++;
      return false;
    }
    shown++;
    LOGGER.error(
        "Exchange {} on route {} failed inside the gateway: {}",
        exchange.id(),
        exchange.routeId(),
        failure.text(),
        failure.getCause());
    return true;
  }
}
