package dev.drover.exchange;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A hashed timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", scheme 6) for
 * the many timers of one event loop, nearly all of which are cancelled: arming and cancelling are
 * two pointer writes and keep nothing behind. Timers fire up to one tick late and never early.
 *
 * <p>Confined to one thread. Time is passed in, as nanoseconds of a monotonic clock; whoever owns
 * the wheel calls {@link #advance()} when the wheel has asked for it, which it does only for a tick
 * that may have something to expire.
 */
public final class Wheel {
  /** One timer, armed on one wheel at a time. Subclass it, or keep one as a field. */
  public abstract static class Timer {
    private @Nullable Timer previous;
    private @Nullable Timer next;
    private @Nullable Wheel wheel;
    private long due;

    /** One that does this when it expires. */
    public static Timer of(Runnable action) {
      return new Timer() {
        @Override
        protected void expire() {
          action.run();
        }
      };
    }

    /** Called once when due, on the wheel's thread; the timer is no longer armed then. */
    protected abstract void expire();

    /** Whether it is waiting to expire. */
    public final boolean armed() {
      return wheel != null;
    }

    /** Disarms it; does nothing when it is not armed. */
    public final void cancel() {
      Wheel owner = wheel;
      if (owner != null) {
        owner.remove(this);
      }
    }
  }

  private static final class Sentinel extends Timer {
    @Override
    protected void expire() {
      throw new IllegalStateException("A wheel's slot is not a timer.");
    }
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final LongSupplier clock;
  private final long tickNanos;
  private final int mask;
  private final Timer[] slots;
  private final LongConsumer wake;
  private long tick;
  private long wakeTick = NEVER;
  private int armed;

  /**
   * @param clock the present, in nanoseconds
   * @param tickNanos how coarse it is, in nanoseconds
   * @param slots how many ticks one turn has; a power of two
   * @param wake asked for a call of {@link #advance()} at that time of the clock
   */
  public Wheel(LongSupplier clock, long tickNanos, int slots, LongConsumer wake) {
    if (tickNanos <= 0 || slots <= 0 || Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException(
          "A wheel needs a positive tick and a power of two of slots, not "
              + tickNanos
              + " ns and "
              + slots
              + ".");
    }
    this.clock = clock;
    this.wake = wake;
    this.tickNanos = tickNanos;
    this.mask = slots - 1;
    this.slots = new Timer[slots];
    for (int i = 0; i < slots; i++) {
      Timer slot = new Sentinel();
      slot.previous = slot;
      slot.next = slot;
      this.slots[i] = slot;
    }
    this.tick = Math.floorDiv(clock.getAsLong(), tickNanos);
  }

  /** The present, in nanoseconds of the wheel's clock. */
  public long now() {
    return clock.getAsLong();
  }

  /** How many timers are armed. */
  public int armed() {
    return armed;
  }

  /**
   * Arms a timer, or moves one that is armed.
   *
   * @param due when it expires, on the same clock; a time that has passed means the next tick
   */
  public void arm(Timer timer, long due) {
    timer.cancel();
    if (armed == 0) {
      tick = Math.max(tick, Math.floorDiv(clock.getAsLong(), tickNanos));
    }
    long at = Math.max(Math.floorDiv(due - 1, tickNanos) + 1, tick + 1);
    Timer slot = slots[(int) (at & mask)];
    Timer last = slot.previous;
    timer.due = at;
    timer.wheel = this;
    timer.previous = last;
    timer.next = slot;
    if (last != null) {
      last.next = timer;
    }
    slot.previous = timer;
    armed++;
    wakeBy(at);
  }

  /** A call that was asked for and comes before its turn does nothing: it is never taken back. */
  private void wakeBy(long at) {
    if (at < wakeTick) {
      wakeTick = at;
      wake.accept(at * tickNanos);
    }
  }

  private void remove(Timer timer) {
    Timer before = timer.previous;
    Timer after = timer.next;
    if (before != null && after != null) {
      before.next = after;
      after.previous = before;
    }
    timer.previous = null;
    timer.next = null;
    timer.wheel = null;
    armed--;
  }

  /** Expires, in the order of their ticks, all timers that are due. */
  public void advance() {
    long target = Math.floorDiv(clock.getAsLong(), tickNanos);
    while (tick < target) {
      tick++;
      if (armed == 0) {
        tick = target;
      } else {
        expireSlot(slots[(int) (tick & mask)]);
      }
    }
    if (wakeTick <= tick) {
      wakeTick = NEVER;
      wakeForNext();
    }
  }

  private void wakeForNext() {
    for (long at = tick + 1; armed > 0 && at < wakeTick; at++) {
      Timer slot = slots[(int) (at & mask)];
      if (slot.next != slot) {
        wakeBy(at);
      }
    }
  }

  /**
   * Starts over after each expiry, since that may arm and cancel others; a timer armed meanwhile is
   * due after this tick, so the walk ends.
   */
  private void expireSlot(Timer slot) {
    Timer timer = slot.next;
    while (timer != null && timer != slot) {
      if (timer.due <= tick) {
        remove(timer);
        timer.expire();
        timer = slot.next;
      } else {
        timer = timer.next;
      }
    }
  }
}
