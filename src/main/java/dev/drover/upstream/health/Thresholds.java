package dev.drover.upstream.health;

/**
 * Turns single outcomes into a verdict: the first outcome decides at once; after that as many in a
 * row as configured turn it. Confined to one thread.
 */
final class Thresholds {
  private final int healthyAfter;
  private final int unhealthyAfter;
  private Verdict verdict = Verdict.UNPROVEN;
  private int against;

  Thresholds(int healthyAfter, int unhealthyAfter) {
    this.healthyAfter = healthyAfter;
    this.unhealthyAfter = unhealthyAfter;
  }

  Verdict verdict() {
    return verdict;
  }

  /**
   * Takes the next outcome.
   *
   * @param trouble empty when it was good, else what was wrong
   */
  Verdict outcome(String trouble) {
    boolean good = trouble.isEmpty();
    if (!verdict.proven()) {
      return decide(trouble);
    }
    if (good == verdict.healthy()) {
      against = 0;
      return good ? verdict : decide(trouble);
    }
    against++;
    return against >= (good ? healthyAfter : unhealthyAfter) ? decide(trouble) : verdict;
  }

  /** What the endpoint says of itself needs no repetition. */
  Verdict decide(String trouble) {
    against = 0;
    verdict = new Verdict(true, trouble.isEmpty(), trouble);
    return verdict;
  }
}
