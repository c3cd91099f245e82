package dev.drover.server;

/**
 * Knows which HTTP/2 streams are young, in constant space: their numbers only grow, so it is enough
 * to remember the highest number at the beginning of each of the last few milliseconds.
 */
final class StreamAges {
  private static final long SLOT_NANOS = 1_000_000;
  private static final int SLOTS = 5;

  private final int[] before = new int[SLOTS];
  private long slot = Long.MIN_VALUE;
  private int highest;

  /** A stream of that number begins; a number that is not new changes nothing. */
  void opened(int stream, long now) {
    turn(now);
    if (stream > highest) {
      highest = stream;
    }
  }

  /** Whether the stream began less than about 5 ms ago; between 4 and 5 it may be either. */
  boolean young(int stream, long now) {
    turn(now);
    return stream > before[(int) Math.floorMod(slot + 1, (long) SLOTS)];
  }

  private void turn(long now) {
    long present = Math.floorDiv(now, SLOT_NANOS);
    if (present <= slot) {
      return;
    }
    long first = slot == Long.MIN_VALUE ? present - SLOTS + 1 : slot + 1;
    for (long each = Math.max(first, present - SLOTS + 1); each <= present; each++) {
      before[(int) Math.floorMod(each, (long) SLOTS)] = highest;
    }
    slot = present;
  }
}
