package dev.drover.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from one thread to one other that takes no lock (FastForward: Giacomoni, Moseley,
 * Vachharajani, PPoPP 2008): a slot that holds something is taken, an empty one is free, so the two
 * sides share no index.
 */
final class Ring<T> {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  private final @Nullable Object[] slots;
  private final int mask;
  private int tail;
  private int head;

  /**
   * @param capacity rounded up to a power of two
   */
  Ring(int capacity) {
    if (capacity < 1 || capacity > 1 << 24) {
      throw new IllegalArgumentException(
          "A queue holds 1 to 16777216 items, not " + capacity + ".");
    }
    int length = capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
    this.slots = new Object[length];
    this.mask = length - 1;
  }

  /** Only the writing thread may call it. Whether there was room. */
  boolean offer(T item) {
    int at = tail & mask;
    if (SLOT.getAcquire(slots, at) != null) {
      return false;
    }
    SLOT.setRelease(slots, at, item);
    tail++;
    return true;
  }

  /** Only the reading thread may call it. The oldest item, or null when there is none. */
  @SuppressWarnings("unchecked")
  @Nullable T poll() {
    int at = head & mask;
    T item = (T) SLOT.getAcquire(slots, at);
    if (item != null) {
      SLOT.setRelease(slots, at, (Object) null);
      head++;
    }
    return item;
  }
}
