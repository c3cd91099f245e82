package dev.drover.admin;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Stage;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * An exchange in flight as the operator sees it.
 *
 * @param ageMs milliseconds since it arrived
 * @param path without its query
 * @param client the client's address, seen through trusted proxies
 * @param endpoint of the last attempt, empty before there is one
 * @param stage the station it reached last
 * @param stamps when it reached each station, in milliseconds since it arrived
 */
public record ExchangeView(
    String id,
    double ageMs,
    String route,
    String method,
    String path,
    String client,
    String endpoint,
    int attempts,
    Stage stage,
    Map<Stage, Double> stamps) {
  public ExchangeView {
    stamps = Collections.unmodifiableMap(new EnumMap<>(stamps));
  }

  /**
   * A copy of what can be seen of the exchange now. Must be called on its event loop.
   *
   * @param now on the wheel's clock
   */
  public static ExchangeView of(Exchange exchange, long now) {
    long received = exchange.at(Stage.RECEIVED);
    Map<Stage, Double> stamps = new EnumMap<>(Stage.class);
    Stage last = Stage.RECEIVED;
    for (Stage stage : Stage.values()) {
      long at = exchange.at(stage);
      if (at != 0) {
        stamps.put(stage, millis(at - received));
        last = at >= exchange.at(last) ? stage : last;
      }
    }
    return new ExchangeView(
        exchange.id(),
        millis(now - received),
        exchange.routeId(),
        exchange.method().isEmpty() ? exchange.request().head().method().name() : exchange.method(),
        exchange.request().path(),
        exchange.request().client(),
        exchange.endpoint(),
        exchange.attempts(),
        last,
        stamps);
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }
}
