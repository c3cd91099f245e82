package dev.drover.handler.herd;

import dev.drover.exchange.Exchange;
import dev.drover.handler.LocalCall;
import dev.drover.herd.Herd;
import dev.drover.status.GrpcCode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** A stream of news to one client; it ends when the client lets too much of it wait. */
final class LocationWatch implements Iterator<Location> {
  private static final int MOST_WAITING = 1000;

  private final Context context;
  private final Herd herd;
  private final String client;
  private final LocalCall call;
  private final Deque<Location> waiting = new ArrayDeque<>();

  LocationWatch(Vertx vertx, Herd herd, WatchLocationsRequest asked, LocalCall call) {
    this.context = vertx.getOrCreateContext();
    this.herd = herd;
    this.client = asked.getClientId();
    this.call = call;
  }

  /** Begins to listen, until the exchange ends. */
  void begin(Exchange exchange) {
    herd.ask(inside -> inside.answers().locations().watch(this::heard))
        .onSuccess(watching -> exchange.onEnd(failure -> herd.ask(inside -> stop(watching))))
        .onFailure(failed -> HerdCalls.refuse(call, failed));
  }

  private static boolean stop(Runnable watching) {
    watching.run();
    return true;
  }

  /** Called on the herd's event loop. */
  private void heard(dev.drover.herd.places.Location location) {
    if (client.isEmpty() || client.equals(location.client())) {
      Location message = HerdCalls.message(location);
      context.runOnContext(nothing -> add(message));
    }
  }

  private void add(Location message) {
    if (waiting.size() >= MOST_WAITING) {
      waiting.clear();
      call.end(
          GrpcCode.RESOURCE_EXHAUSTED,
          "The client does not read fast enough: " + MOST_WAITING + " locations wait for it.");
    } else {
      waiting.add(message);
      call.pour(this, false);
    }
  }

  @Override
  public boolean hasNext() {
    return !waiting.isEmpty();
  }

  @Override
  public Location next() {
    return waiting.remove();
  }
}
