package dev.drover.limit;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How limits are divided among nodes for one interval, as one of them sees it. Nodes that have the
 * same demands divide alike, and their parts are 1 together. Immutable.
 *
 * <p>Who asks for less than a fair part has what it asks for; the others have what is left in equal
 * parts (max-min fairness). Each node has at least a twentieth of its fair part, for what nobody
 * has asked for yet; where nobody asks, all parts are equal. What a node holds is its own, however
 * much it is.
 */
public final class Shares {
  private static final double LEAST = 1.0 / 20;
  private static final double TINY = 1e-9;

  private final long epoch;
  private final long since;
  private final int self;
  private final List<Demand> demands;
  private final double pool;
  private final double fair;
  private final @Nullable Shares before;

  /**
   * @param self which of the demands is this node's; -1 when it has not told any
   * @param since when they began to hold, of this node's monotonic clock
   * @param demands of all nodes that are there
   * @param pool how much of each limit they have together, from 0 to 1
   * @param fair what this node has of a limit when it has not told any demand
   * @param before those of the interval before, if they matter
   */
  Shares(
      long epoch,
      long since,
      int self,
      List<Demand> demands,
      double pool,
      double fair,
      @Nullable Shares before) {
    this.epoch = epoch;
    this.since = since;
    this.self = self;
    this.demands = List.copyOf(demands);
    this.pool = pool;
    this.fair = fair;
    this.before = before;
  }

  /** The number of the interval that they are for. */
  public long epoch() {
    return epoch;
  }

  /** When they began to hold, of this node's monotonic clock. */
  public long since() {
    return since;
  }

  /** How many nodes divide. */
  public int nodes() {
    return Math.max(1, demands.size());
  }

  /** How much of each limit the nodes have together that this one knows of. */
  public double pool() {
    return pool;
  }

  /**
   * This node's part of a limit, from 0 to 1.
   *
   * @param key the hash of what is limited
   * @param limit how much there is of it, in the unit of the demands
   */
  public double part(long key, double limit) {
    if (self < 0) {
      return fair;
    }
    return demands.size() == 1 ? pool : parts(key, pool * limit)[self] / limit;
  }

  /**
   * How many this node may hold at one time, of so many that all nodes have together; at least 1. A
   * part that has grown counts an interval later, when the others know that theirs have shrunk.
   */
  public int whole(long key, int limit) {
    int now = number(key, limit);
    return before == null ? now : Math.min(now, before.number(key, limit));
  }

  /** Parts are rounded so that they are the limit together: by the largest remainders. */
  private int number(long key, int limit) {
    if (self < 0 || demands.size() == 1) {
      return Math.max(1, (int) (part(key, limit) * limit + TINY));
    }
    double[] parts = parts(key, pool * limit);
    int rest = (int) (pool * limit + TINY);
    int greater = 0;
    double mine = remainder(parts[self]);
    for (int i = 0; i < parts.length; i++) {
      rest -= (int) (parts[i] + TINY);
      double other = remainder(parts[i]);
      greater += other > mine || (other == mine && i < self) ? 1 : 0;
    }
    return Math.max(1, (int) (parts[self] + TINY) + (greater < rest ? 1 : 0));
  }

  private static double remainder(double part) {
    return part - (int) (part + TINY);
  }

  /** The parts of all nodes. */
  private double[] parts(long key, double all) {
    double equal = all / demands.size();
    double[] asked = new double[demands.size()];
    double[] held = new double[asked.length];
    double sum = 0;
    for (int i = 0; i < asked.length; i++) {
      Demand demand = demands.get(i);
      Double told = demand.keys().get(key);
      double wanted = told != null ? told : demand.cut() ? equal : 0;
      held[i] = demand.held().getOrDefault(key, 0.0);
      asked[i] = Math.max(Math.max(wanted, held[i]), equal * LEAST);
      sum += asked[i];
    }
    if (sum > all) {
      return levelled(asked, held, all);
    }
    for (int i = 0; i < asked.length; i++) {
      asked[i] += (all - sum) / asked.length;
    }
    return asked;
  }

  /** Nobody has more than a level, but for what is held; all of it is given out. */
  private static double[] levelled(double[] asked, double[] held, double all) {
    boolean[] keeps = new boolean[asked.length];
    double level = level(asked, keeps, all);
    double left = all;
    for (int i = 0; i < held.length; i++) {
      if (!keeps[i] && held[i] > level) {
        keeps[i] = true;
        left -= held[i];
        level = level(asked, keeps, Math.max(0, left));
        i = -1; // the level has sunk: look at the others once more
      }
    }
    double[] parts = new double[asked.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = keeps[i] ? held[i] : Math.min(asked[i], level);
    }
    return parts;
  }

  /** The most that anyone of the others gets. */
  private static double level(double[] asked, boolean[] keeps, double all) {
    double[] sorted = new double[asked.length];
    int count = 0;
    for (int i = 0; i < asked.length; i++) {
      if (!keeps[i]) {
        sorted[count++] = asked[i];
      }
    }
    Arrays.sort(sorted, 0, count);
    double left = all;
    for (int i = 0; i < count; i++) {
      double level = left / (count - i);
      if (sorted[i] >= level) {
        return level;
      }
      left -= sorted[i];
    }
    return count == 0 ? 0 : sorted[count - 1];
  }
}
