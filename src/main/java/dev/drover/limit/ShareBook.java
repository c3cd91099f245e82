package dev.drover.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What nodes have told of their demand, and how limits are divided for it. Time is in intervals,
 * numbered alike on all nodes: the demand of one is told at its end, travels during the next, and
 * counts in the one after that, so that all nodes change together.
 *
 * <p>A node's lease lapses when nothing was told for {@value #LEASE} intervals: its part is kept
 * free. After {@value #SETTLED} intervals, a part of the herd with more than half of the nodes
 * takes it over; a smaller one keeps its fair part, until the missing are forgotten after {@value
 * #FORGOTTEN}. Confined to one thread.
 */
public final class ShareBook {
  /** How many intervals a node's word counts when no other follows. */
  public static final int LEASE = 3;

  /** After how many intervals of silence most of the nodes take over a node's part. */
  public static final int SETTLED = 10;

  /** After how many intervals of silence a node is forgotten. */
  public static final int FORGOTTEN = 600;

  /** How many intervals after it was asked for a demand counts. */
  public static final int DELAY = 2;

  private static final int KEPT = 6;
  private static final int MOST_NODES = 1000;

  private final String self;
  private final Map<String, TreeMap<Long, Demand>> told = new TreeMap<>();

  /**
   * @param self the id of this node
   */
  public ShareBook(String self) {
    this.self = self;
  }

  /** A node, this one or another, has told its demand. */
  public void heard(String node, Demand demand) {
    if (told.size() >= MOST_NODES && !told.containsKey(node)) {
      return;
    }
    TreeMap<Long, Demand> ofNode = told.computeIfAbsent(node, any -> new TreeMap<>());
    ofNode.put(demand.epoch(), demand);
    if (ofNode.size() > KEPT) {
      ofNode.pollFirstEntry();
    }
  }

  /** A node has left. */
  public void left(String node) {
    told.remove(node);
  }

  /**
   * How limits are divided in an interval.
   *
   * @param now the time, of this node's monotonic clock
   * @param members how many nodes there are at least, as far as is known otherwise
   */
  public Shares at(long epoch, long now, int members) {
    long counts = epoch - DELAY;
    told.values().removeIf(ofNode -> counts - ofNode.lastKey() > FORGOTTEN);
    List<Demand> demands = new ArrayList<>();
    int mine = -1;
    int lapsed = 0;
    int settled = 0;
    for (Map.Entry<String, TreeMap<Long, Demand>> node : told.entrySet()) {
      Map.Entry<Long, Demand> last = node.getValue().floorEntry(counts);
      if (last == null) {
        continue; // it has just come
      }
      long silent = counts - last.getKey();
      if (silent < LEASE) {
        mine = node.getKey().equals(self) ? demands.size() : mine;
        demands.add(last.getValue());
      } else if (silent < SETTLED) {
        lapsed++;
      } else {
        settled++;
      }
    }
    int present = demands.size();
    int known = present + lapsed + settled;
    boolean most = 2 * present > known;
    double pool = present == 0 ? 1 : (double) present / (most ? present + lapsed : known);
    double fair = 1.0 / Math.max(1, Math.max(members, mine < 0 ? known + 1 : known));
    return new Shares(epoch, now, mine, demands, pool, fair);
  }

  /** How many nodes have told something that is not forgotten. */
  public int nodes() {
    return told.size();
  }
}
