package dev.drover.exchange;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exchanges of one event loop that have not ended. Confined to that loop. */
public final class InFlight {
  private @Nullable Exchange first;
  private int size;

  /** Holds the exchange until it ends. */
  public void add(Exchange exchange) {
    Exchange second = first;
    exchange.next = second;
    if (second != null) {
      second.previous = exchange;
    }
    first = exchange;
    size++;
    exchange.onEnd(failure -> remove(exchange));
  }

  private void remove(Exchange exchange) {
    Exchange before = exchange.previous;
    Exchange after = exchange.next;
    if (before != null) {
      before.next = after;
    } else {
      first = after;
    }
    if (after != null) {
      after.previous = before;
    }
    exchange.previous = null;
    exchange.next = null;
    size--;
  }

  public int size() {
    return size;
  }

  /** All of them, the newest first. */
  public List<Exchange> list() {
    List<Exchange> all = new ArrayList<>(size);
    for (Exchange exchange = first; exchange != null; exchange = exchange.next) {
      all.add(exchange);
    }
    return all;
  }
}
