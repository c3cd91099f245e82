package dev.drover.route;

import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done with which requests.
 *
 * @param id its name in logs and metrics
 * @param match the requests that take it
 * @param handler its end, with its filters already folded onto it
 * @param timeout from the arrival of a request to the end of its exchange; null when not limited
 * @param bodyBytes how long the body of a request may be; {@link Long#MAX_VALUE} when not limited
 * @param accessLog whether its exchanges are written to the access log
 * @param preflights whether one of its filters answers CORS preflights
 */
public record Route(
    String id,
    Match match,
    Handler handler,
    @Nullable Duration timeout,
    long bodyBytes,
    boolean accessLog,
    boolean preflights) {

  /** A route without limits of its own, in the access log. */
  public static Route of(String id, Match match, Handler handler) {
    return new Route(id, match, handler, null, Long.MAX_VALUE, true, false);
  }

  /** The filters in front of that handler, the first outermost. */
  public static Handler fold(List<Filter> filters, Handler handler) {
    Handler folded = handler;
    for (int i = filters.size() - 1; i >= 0; i--) {
      folded = filters.get(i).before(folded);
    }
    return folded;
  }
}
