package dev.drover.limit;

/**
 * What is left of some quotas, for each key. Safe for all threads; never blocks, so one that shares
 * its quotas with other nodes hands out of what it has leased. Time is its own.
 */
public interface QuotaStore {
  /** The wait for what can never be granted. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Takes so many tokens of all quotas of a key, or, when one of them has not got so many, none.
   *
   * @param cost 0 takes nothing and is always granted
   */
  Verdict take(String key, long cost);

  /**
   * What became of it.
   *
   * @param granted whether the tokens were taken
   * @param quota the one that decided: it refused and lasts longest, or the one of which the least
   *     share is left
   * @param remaining how many tokens of it are left
   * @param resetNanos until it is full again
   * @param waitNanos until the same could be granted; 0 when it was, {@link #NEVER} when it asks
   *     for more than there can be at once
   */
  record Verdict(boolean granted, Quota quota, long remaining, long resetNanos, long waitNanos) {}
}
