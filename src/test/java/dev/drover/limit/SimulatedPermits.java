package dev.drover.limit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Nodes that share permits, with a virtual clock: each interval they tell what they hold and want,
 * and hear each other within the next. What is granted is held for a random time.
 */
final class SimulatedPermits {
  static final String KEY = "everyone";
  private static final long SECOND = 1_000_000_000L;

  /** In ticks of a tenth of a second. */
  private static final long INTERVAL = 10;

  private record Word(long due, String from, String to, Demand demand) {}

  /** One of them. */
  final class Node implements Portions {
    private final String id;
    private final ShareBook book;
    private final Demands demands = new Demands(new Terms(SECOND, 2 * SECOND, 1000, 500));
    private final LeasedPermits permits;
    private final Deque<Long> ends = new ArrayDeque<>();
    private Supplier<Map<Long, Level>> levels = Map::of;
    private Shares shares;
    long refused;

    Node(String id) {
      this.id = id;
      this.book = new ShareBook(id, members);
      this.shares = book.at(now / INTERVAL, now, members);
      this.permits = new LeasedPermits(limit, 1000, this);
    }

    @Override
    public Shares shares() {
      return shares;
    }

    @Override
    public void asked(String key, double amount) {
      throw new UnsupportedOperationException("Permits are given back.");
    }

    @Override
    public void levels(Supplier<Map<Long, Level>> levels) {
      this.levels = levels;
    }

    @Override
    public void close() {}

    int held() {
      return ends.size();
    }

    int keys() {
      return permits.keys();
    }

    boolean ask(long life) {
      boolean granted = permits.take(KEY);
      if (granted) {
        ends.add(now + life);
      } else {
        refused++;
      }
      return granted;
    }

    void endAll() {
      ends.forEach(end -> permits.giveBack(KEY));
      ends.clear();
    }

    private void step() {
      for (Iterator<Long> all = ends.iterator(); all.hasNext(); ) {
        if (all.next() <= now) {
          all.remove();
          permits.giveBack(KEY);
        }
      }
    }

    private void turn() {
      Demand demand = demands.end(now / INTERVAL - 1, Map.of(), levels.get(), false);
      book.heard(id, demand);
      for (String other : nodes.keySet()) {
        if (!other.equals(id) && sides.getOrDefault(other, 0).equals(sides.getOrDefault(id, 0))) {
          words.add(new Word(now + random.nextLong(INTERVAL - 1), id, other, demand));
        }
      }
      shares = book.at(now / INTERVAL, now, members);
    }
  }

  private final int limit;
  private final int members;
  private final Random random;
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Integer> sides = new HashMap<>();
  private final Deque<Word> words = new ArrayDeque<>();
  private long now = 1000 * INTERVAL;

  SimulatedPermits(long seed, int limit, int members) {
    this.random = new Random(seed);
    this.limit = limit;
    this.members = members;
    for (int i = 0; i < members; i++) {
      start("n" + i);
    }
  }

  void start(String id) {
    nodes.put(id, new Node(id));
  }

  void kill(String id) {
    nodes.remove(id);
  }

  void side(String id, int side) {
    sides.put(id, side);
  }

  Node node(String id) {
    return Objects.requireNonNull(nodes.get(id));
  }

  /** How many all nodes hold together. */
  int held() {
    return nodes.values().stream().mapToInt(Node::held).sum();
  }

  /** Lets so many intervals pass, with something to do in each tick. */
  void pass(int intervals, Runnable each) {
    for (long end = now + intervals * INTERVAL; now < end; ) {
      now++;
      for (Iterator<Word> all = words.iterator(); all.hasNext(); ) {
        Word word = all.next();
        if (word.due <= now) {
          all.remove();
          Node to = nodes.get(word.to);
          if (to != null) {
            to.book.heard(word.from, word.demand);
          }
        }
      }
      nodes.values().forEach(Node::step);
      if (now % INTERVAL == 0) {
        nodes.values().forEach(Node::turn);
      }
      each.run();
    }
  }
}
