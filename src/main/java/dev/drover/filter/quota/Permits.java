package dev.drover.filter.quota;

import dev.drover.limit.PermitStore;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many are under way for each key on this node. Only keys with something under way are kept, so
 * there are never more of them than exchanges. Safe for all threads.
 */
final class Permits implements PermitStore {
  private final ConcurrentHashMap<String, Integer> taken = new ConcurrentHashMap<>();
  private final int limit;

  Permits(int limit) {
    this.limit = limit;
  }

  @Override
  public boolean take(String key) {
    boolean[] granted = {false};
    taken.compute(
        key,
        (same, count) -> {
          int before = count == null ? 0 : count;
          granted[0] = before < limit;
          return granted[0] ? Integer.valueOf(before + 1) : count;
        });
    return granted[0];
  }

  @Override
  public void giveBack(String key) {
    taken.computeIfPresent(key, (same, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }

  /** How many keys are kept. */
  int keys() {
    return taken.size();
  }
}
