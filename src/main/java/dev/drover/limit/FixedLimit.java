package dev.drover.limit;

/** Always the same number. */
record FixedLimit(int permits) implements Limit {
  FixedLimit {
    if (permits < 1) {
      throw new IllegalArgumentException("A limit allows at least 1 call, not " + permits + ".");
    }
  }

  @Override
  public void onSample(long startNanos, long rttNanos, int inFlight, boolean dropped) {}
}
