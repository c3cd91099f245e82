package dev.drover.limit;

import java.util.Arrays;
import java.util.List;

/**
 * How limits are divided among nodes for one interval, as one of them sees it. Nodes that have the
 * same demands divide alike, and their parts are 1 together. Immutable.
 *
 * <p>Who asks for less than a fair part has what it asks for; the others have what is left in equal
 * parts (max-min fairness). Each node has at least a twentieth of its fair part, for what nobody
 * has asked for yet; where nobody asks, all parts are equal.
 */
public final class Shares {
  private static final double LEAST = 1.0 / 20;

  private final long epoch;
  private final long since;
  private final int self;
  private final List<Demand> demands;
  private final double pool;
  private final double fair;

  /**
   * @param self which of the demands is this node's; -1 when it has not told any
   * @param since when they began to hold, of this node's monotonic clock
   * @param demands of all nodes that are there
   * @param pool how much of each limit they have together, from 0 to 1
   * @param fair what this node has of a limit when it has not told any demand
   */
  Shares(long epoch, long since, int self, List<Demand> demands, double pool, double fair) {
    this.epoch = epoch;
    this.since = since;
    this.self = self;
    this.demands = List.copyOf(demands);
    this.pool = pool;
    this.fair = fair;
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
    if (demands.size() == 1) {
      return pool;
    }
    double all = pool * limit;
    double equal = all / demands.size();
    double[] asked = new double[demands.size()];
    double sum = 0;
    for (int i = 0; i < asked.length; i++) {
      Demand demand = demands.get(i);
      Double told = demand.keys().get(key);
      double wanted = told != null ? told : demand.cut() ? equal : 0;
      asked[i] = Math.max(wanted, equal * LEAST);
      sum += asked[i];
    }
    double mine =
        sum <= all
            ? asked[self] + (all - sum) / asked.length
            : Math.min(asked[self], level(asked, all));
    return mine / limit;
  }

  /** The most that anyone gets, so that all of it is given out. */
  private static double level(double[] asked, double all) {
    double[] sorted = asked.clone();
    Arrays.sort(sorted);
    double left = all;
    for (int i = 0; i < sorted.length; i++) {
      double level = left / (sorted.length - i);
      if (sorted[i] >= level) {
        return level;
      }
      left -= sorted[i];
    }
    return sorted[sorted.length - 1];
  }
}
