package dev.drover.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters that one thread adds to and any thread reads. An addition is a plain load, add and
 * store; opaque access keeps each value whole and makes it visible in bounded time, which is all a
 * scrape needs.
 */
final class Cells {
  private static final VarHandle AT = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] cells;

  Cells(int length) {
    this.cells = new long[length];
  }

  /** Adds; only the writing thread may call it. */
  void add(int index, long amount) {
    AT.setOpaque(cells, index, cells[index] + amount);
  }

  long get(int index) {
    return (long) AT.getOpaque(cells, index);
  }

  int length() {
    return cells.length;
  }
}
