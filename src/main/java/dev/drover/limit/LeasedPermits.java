package dev.drover.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Permits that a herd of nodes has in common: each gives out of its part, which follows demand and
 * is never less than one. What a node has given out stays its own until it comes back: the others
 * divide what is left, and a part grows an interval later than another shrinks. So while their
 * {@link Shares} agree, all nodes together have given out the limit at most and one more for each
 * node, but for what a node takes of a part at the very moment at which it is divided anew.
 *
 * <p>Only keys with something under way in the last interval are kept. Safe for all threads.
 */
public final class LeasedPermits implements PermitStore, AutoCloseable {
  /** A key; looked at and changed by the map alone. */
  private static final class Account {
    final long hash;
    int taken;
    int peak;
    int refused;
    int most;
    long epoch;

    Account(String key) {
      this.hash = KeyHash.of(key);
      this.epoch = Long.MIN_VALUE;
    }

    boolean idle() {
      return taken == 0;
    }

    Portions.Level end(int limit) {
      Portions.Level level =
          new Portions.Level(Math.max(taken, Math.min(limit, peak + refused)), taken);
      peak = taken;
      refused = 0;
      return level;
    }
  }

  private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();
  private final int limit;
  private final int keys;
  private final Portions portions;

  /**
   * @param limit of all nodes together, for each key
   * @param keys how many are remembered that have nothing under way
   */
  public LeasedPermits(int limit, int keys, Portions portions) {
    this.limit = limit;
    this.keys = keys;
    this.portions = portions;
    portions.levels(this::levels);
  }

  @Override
  public boolean take(String key) {
    Shares shares = portions.shares();
    boolean[] granted = {false};
    accounts.compute(
        key,
        (same, known) -> {
          Account account = known == null ? new Account(key) : known;
          if (account.epoch != shares.epoch()) {
            account.epoch = shares.epoch();
            account.most = shares.whole(account.hash, limit);
          }
          granted[0] = account.taken < account.most;
          if (granted[0]) {
            account.taken++;
            account.peak = Math.max(account.peak, account.taken);
          } else if (account.refused < limit) {
            account.refused++;
          }
          return account;
        });
    return granted[0];
  }

  @Override
  public void giveBack(String key) {
    accounts.computeIfPresent(
        key,
        (same, account) -> {
          account.taken--;
          return account.idle() && accounts.mappingCount() > keys ? null : account;
        });
  }

  /** An interval has ended. */
  private Map<Long, Portions.Level> levels() {
    Map<Long, Portions.Level> levels = new HashMap<>();
    for (String key : accounts.keySet()) {
      accounts.computeIfPresent(
          key,
          (same, account) -> {
            levels.merge(account.hash, account.end(limit), Portions.Level::plus);
            return account.idle() ? null : account;
          });
    }
    return levels;
  }

  /** How many keys are kept. */
  public int keys() {
    return accounts.size();
  }

  @Override
  public void close() {
    portions.close();
  }
}
