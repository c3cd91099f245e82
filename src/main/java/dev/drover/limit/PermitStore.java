package dev.drover.limit;

/**
 * How many are under way for each key. Safe for all threads; never blocks, so one that shares its
 * permits with other nodes hands out of what it has leased.
 */
public interface PermitStore {
  /** Takes one; false, and takes none, when all of this key that may be taken here are. */
  boolean take(String key);

  /** Gives one back. */
  void giveBack(String key);
}
