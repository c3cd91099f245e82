package dev.drover.testing;

import dev.drover.demo.CaseTime;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands until all is still, and then goes to what is due next: a busy or a stopped
 * machine takes none of it. What is due at one time happens in the order in which it was asked for.
 */
public final class SteppedTime implements CaseTime {
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::due).thenComparingLong(Event::order));
  private final @Nullable Vertx paced;
  private BooleanSupplier still = () -> false;
  private boolean stepping;
  private long now;
  private long order;
  private long stepped;

  private record Event(long due, long order, Runnable what) {}

  private SteppedTime(@Nullable Vertx paced) {
    this.paced = paced;
  }

  /** Goes to what is due next at once. */
  public static SteppedTime atOnce() {
    return new SteppedTime(null);
  }

  /**
   * Goes no faster than the clock, for what counts by the clock itself. Time that was lost is not
   * made up for.
   */
  public static SteppedTime paced(Vertx vertx) {
    return new SteppedTime(vertx);
  }

  @Override
  public void begin(BooleanSupplier condition) {
    still = condition;
    stepped = System.nanoTime();
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void after(long nanos, Runnable what) {
    events.add(new Event(now + nanos, order++, what));
  }

  @Override
  public void happened() {
    if (stepping) {
      return;
    }
    stepping = true;
    while (still.getAsBoolean()) {
      Event next = events.poll();
      if (next == null) {
        break;
      }
      if (waits(next)) {
        return;
      }
      run(next);
    }
    stepping = false;
  }

  private boolean waits(Event next) {
    if (paced == null || next.due == now) {
      return false;
    }
    long step = next.due - now;
    stepped = Math.max(stepped + step, System.nanoTime() - step);
    long millis = TimeUnit.NANOSECONDS.toMillis(stepped - System.nanoTime());
    if (millis < 1) {
      return false;
    }
    paced.setTimer(
        millis,
        id -> {
          run(next);
          stepping = false;
          happened();
        });
    return true;
  }

  private void run(Event event) {
    now = event.due;
    event.what.run();
  }
}
