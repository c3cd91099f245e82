package dev.drover.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Nodes that share a quota, with a virtual clock, messages that are late by less than an interval
 * or lost, clocks that differ, nodes that die and come back, and a herd that is parted.
 */
final class SimulatedQuotas {
  static final long MILLI = 1_000_000;
  static final long SECOND = 1000 * MILLI;
  static final long INTERVAL = SECOND;
  static final String KEY = "everyone";

  private record Flight(long when, String to, String from, Demand demand) {}

  /** One of them. */
  final class Node implements Portions {
    final String id;
    final long skew;
    private final ShareBook book;
    private final Demands demands;
    final LeasedQuotas quotas;
    private final Map<Long, Double> asked = new HashMap<>();
    private long turned = -1;
    private Shares shares;
    long admitted;

    Node(String id, long skew, int members) {
      this.id = id;
      this.skew = skew;
      this.book = new ShareBook(id, members);
      Terms terms = new Terms(INTERVAL, 2 * INTERVAL, 1000, 500);
      this.demands = new Demands(terms);
      this.shares = new ShareBook(id, members).at(epoch(), now, members);
      this.quotas = new LeasedQuotas(List.of(quota), 1000, this, () -> now, () -> {});
      turned = epoch();
    }

    private long epoch() {
      return (now + skew) / INTERVAL;
    }

    @Override
    public Shares shares() {
      return shares;
    }

    @Override
    public void asked(String key, double amount) {
      asked.merge(KeyHash.of(key), amount, Double::sum);
    }

    @Override
    public void levels(Supplier<Map<Long, Level>> levels) {
      throw new UnsupportedOperationException("Quotas hold nothing.");
    }

    @Override
    public void close() {}

    void turn() {
      if (epoch() != turned) {
        turned = epoch();
        Demand demand = demands.end(turned - 1, asked, Map.of(), false);
        asked.clear();
        book.heard(id, demand);
        nodes.keySet().forEach(to -> send(id, to, demand));
        shares = book.at(turned, now, members);
      }
    }

    void ask() {
      if (quotas.take(KEY, 1).granted()) {
        admitted++;
        total++;
      }
    }
  }

  private final Quota quota;
  private final Random random;
  private final int members;
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>((a, b) -> Long.compare(a.when, b.when));
  final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Double> pending = new HashMap<>();
  private final Map<String, Integer> sides = new HashMap<>();
  double loss;
  long now = 1000 * SECOND;
  long total;

  /** What all had admitted at the end of each tenth of a second. */
  final List<Long> history = new ArrayList<>();

  SimulatedQuotas(long seed, long perSecond, int members) {
    this.random = new Random(seed);
    this.members = members;
    this.quota = new Quota("second", perSecond, Duration.ofSeconds(1), perSecond);
  }

  /** A node that is there. */
  Node node(String id) {
    return Objects.requireNonNull(nodes.get(id));
  }

  void start(String id, long skew) {
    nodes.put(id, new Node(id, skew, members));
  }

  void kill(String id) {
    nodes.remove(id);
  }

  /** Puts a node on a side: those of different sides do not hear each other. */
  void side(String id, int side) {
    sides.put(id, side);
  }

  private void send(String from, String to, Demand demand) {
    boolean parted = !sides.getOrDefault(from, 0).equals(sides.getOrDefault(to, 0));
    if (!from.equals(to) && !parted && random.nextDouble() >= loss) {
      flights.add(
          new Flight(now + (long) (random.nextDouble() * INTERVAL * 0.8), to, from, demand));
    }
  }

  /** Lets that much time pass, with requests at so many a second at each node. */
  void pass(long nanos, ToDoubleFunction<String> load) {
    long end = now + nanos;
    while (now < end) {
      now += MILLI;
      while (!flights.isEmpty() && flights.peek().when <= now) {
        Flight flight = flights.remove();
        Node to = nodes.get(flight.to);
        if (to != null) {
          to.book.heard(flight.from, flight.demand);
        }
      }
      for (Node node : nodes.values()) {
        node.turn();
        double due = pending.merge(node.id, load.applyAsDouble(node.id) / 1000, Double::sum);
        int whole = (int) due;
        pending.put(node.id, due - whole);
        for (int i = 0; i < whole; i++) {
          node.ask();
        }
      }
      if (now % (100 * MILLI) == 0) {
        history.add(total);
      }
    }
  }

  /** How much more was admitted in any span of time than so many a second. */
  double excess(double perSecond) {
    double lowest = 0;
    double most = 0;
    for (int i = 0; i < history.size(); i++) {
      double ahead = history.get(i) - perSecond * (i + 1) / 10;
      lowest = Math.min(lowest, ahead);
      most = Math.max(most, ahead - lowest);
    }
    return most;
  }
}
