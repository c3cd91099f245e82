package dev.drover.limit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
  private static final long NEVER = Long.MIN_VALUE;

  private final String self;
  private final int nodes;
  private final Map<String, TreeMap<Long, Demand>> told = new TreeMap<>();
  private final Set<String> departed = new HashSet<>();
  private long first = NEVER;

  /**
   * @param self the id of this node
   * @param nodes how many there are by the configuration, this one among them; 0 when it does not
   *     say. Those that were never heard count as silent, until they are forgotten: a node that
   *     starts on the smaller side of a partition does not take itself for the whole herd
   */
  public ShareBook(String self, int nodes) {
    this.self = self;
    this.nodes = nodes;
  }

  /** A node, this one or another, has told its demand. */
  public void heard(String node, Demand demand) {
    if (told.size() >= MOST_NODES && !told.containsKey(node)) {
      return;
    }
    departed.remove(node);
    TreeMap<Long, Demand> ofNode = told.computeIfAbsent(node, any -> new TreeMap<>());
    ofNode.put(demand.epoch(), demand);
    if (ofNode.size() > KEPT) {
      ofNode.pollFirstEntry();
    }
  }

  /** A node has left, and has said so. */
  public void left(String node) {
    if (told.remove(node) != null && departed.size() < MOST_NODES) {
      departed.add(node);
    }
  }

  /**
   * How limits are divided in an interval.
   *
   * @param now the time, of this node's monotonic clock
   * @param members how many nodes there are at least, as far as is known otherwise
   */
  public Shares at(long epoch, long now, int members) {
    first = first == NEVER ? epoch : first;
    told.values().removeIf(ofNode -> epoch - DELAY - ofNode.lastKey() > FORGOTTEN);
    return divided(epoch, now, members, divided(epoch - 1, now, members, null));
  }

  private Shares divided(long epoch, long now, int members, @Nullable Shares before) {
    long counts = epoch - DELAY;
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
    int heard = present + lapsed + settled;
    int expected = epoch - first <= FORGOTTEN ? nodes - departed.size() : 0;
    int known = Math.max(heard, expected);
    boolean most = 2 * present > known;
    double pool = present == 0 ? 1 : (double) present / (most ? present + lapsed : known);
    double fair = 1.0 / Math.max(Math.max(known, members), mine < 0 ? heard + 1 : 1);
    return new Shares(epoch, now, mine, demands, pool, fair, before);
  }
}
