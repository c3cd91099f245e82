package dev.drover.limit;

/** What one endpoint did in an interval, and in a row, for {@link Outliers}. */
final class Tally {
  private int inRow;
  private int gatewayInRow;
  private int localInRow;
  private int calls;
  private int successes;
  private int timed;
  private double latency;

  void count(Outcome outcome, long latencyNanos, double weight) {
    calls++;
    boolean success = outcome == Outcome.SUCCESS;
    boolean local = outcome == Outcome.LOCAL_FAILURE;
    inRow = success ? 0 : inRow + 1;
    gatewayInRow = local || outcome == Outcome.GATEWAY_FAILURE ? gatewayInRow + 1 : 0;
    localInRow = local ? localInRow + 1 : 0;
    if (success) {
      successes++;
      latency = timed++ == 0 ? latencyNanos : latency + weight * (latencyNanos - latency);
    }
  }

  int inRow() {
    return inRow;
  }

  int gatewayInRow() {
    return gatewayInRow;
  }

  int localInRow() {
    return localInRow;
  }

  int calls() {
    return calls;
  }

  int successes() {
    return successes;
  }

  double successRate() {
    return calls == 0 ? 1 : (double) successes / calls;
  }

  double latency() {
    return latency;
  }

  /** An interval has passed. What happened in a row goes on, and so does the average latency. */
  void next() {
    calls = 0;
    successes = 0;
  }

  /** Nothing of the past counts any more. */
  void clear() {
    next();
    inRow = 0;
    gatewayInRow = 0;
    localInRow = 0;
    timed = 0;
    latency = 0;
  }
}
