package dev.drover.filter;

import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the one credential of a request that may stand in several places. */
public final class Credentials {
  private Credentials() {}

  /**
   * The credential, or null.
   *
   * @throws Failure {@link Reason#MALFORMED} when there is more than one
   */
  public static @Nullable String find(List<Place> places, Exchange exchange) {
    String found = null;
    for (int i = 0; i < places.size(); i++) {
      String here = places.get(i).find(exchange);
      if (here != null && found != null) {
        throw Failure.of(Reason.MALFORMED, "The request has more than one credential.");
      }
      found = here == null ? found : here;
    }
    return found;
  }
}
