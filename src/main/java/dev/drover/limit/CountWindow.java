package dev.drover.limit;

/** How many of the last calls failed, and how many were slow. */
final class CountWindow {
  private static final int FAILED = 1;
  private static final int SLOW = 2;

  private final byte[] ring;
  private int next;
  private int calls;
  private int failed;
  private int slow;

  CountWindow(int size) {
    this.ring = new byte[size];
  }

  void add(boolean hasFailed, boolean wasSlow) {
    if (calls == ring.length) {
      count(ring[next], -1);
    }
    ring[next] = (byte) ((hasFailed ? FAILED : 0) | (wasSlow ? SLOW : 0));
    count(ring[next], 1);
    next = next + 1 == ring.length ? 0 : next + 1;
  }

  private void count(int call, int by) {
    calls += by;
    failed += (call & FAILED) != 0 ? by : 0;
    slow += (call & SLOW) != 0 ? by : 0;
  }

  int calls() {
    return calls;
  }

  int failed() {
    return failed;
  }

  int slow() {
    return slow;
  }

  void clear() {
    next = 0;
    calls = 0;
    failed = 0;
    slow = 0;
  }
}
