package dev.drover.task;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * The worker nodes that are known, from what they tell of themselves. One of another process that
 * has said nothing for {@link #SILENCE} is gone; one of this process is as slow as this process is.
 * Safe for all threads.
 */
public final class Nodes {
  /** How often a node tells of itself, at least. */
  static final Duration REPORT = Duration.ofMillis(250);

  /** How long a node may be silent. */
  static final Duration SILENCE = Duration.ofSeconds(3);

  private record Seen(Load load, long at) {}

  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final LongSupplier clock;
  private final boolean remote;
  private final String scope;

  /**
   * @param clock in nanoseconds
   * @param remote whether there may be nodes in other processes
   * @param scope what those of this process call it
   */
  Nodes(LongSupplier clock, boolean remote, String scope) {
    this.clock = clock;
    this.remote = remote;
    this.scope = scope;
  }

  /** A node has told of itself. */
  void heard(Load load) {
    seen.put(load.node(), new Seen(load, clock.getAsLong()));
    seen.values().removeIf(this::silent);
  }

  /** A node is known to be gone. */
  void lost(String node) {
    seen.remove(node);
  }

  private boolean silent(Seen one) {
    return remote && clock.getAsLong() - one.at() > SILENCE.toNanos();
  }

  /** Those that are there. */
  public List<Load> all() {
    return seen.values().stream()
        .filter(one -> !silent(one))
        .map(Seen::load)
        .sorted(Comparator.comparing(Load::node))
        .toList();
  }

  boolean has(String node) {
    Seen one = seen.get(node);
    return one != null && !silent(one);
  }

  /**
   * The node that has least to do, for each thread it has, of those that have room.
   *
   * @param avoid those that are out of the question
   * @param mine how many jobs the asker has there, which a node may not have told of yet
   */
  Optional<Load> least(Kind kind, Set<String> avoid, ToIntFunction<String> mine) {
    return able(kind).stream()
        .filter(load -> !avoid.contains(load.node()) && !load.full().containsKey(kind.name()))
        .min(
            Comparator.comparingDouble(
                load -> {
                  Load.Crew crew = load.crew(kind.traits());
                  int busy = crew.running() + crew.queued();
                  return Math.max(busy, mine.applyAsInt(load.node())) / (double) crew.seats();
                }));
  }

  /** Those that do the task, whether they have room or not. */
  List<Load> able(Kind kind) {
    return all().stream()
        .filter(load -> !load.draining() && load.tasks().contains(kind.offer(scope)))
        .filter(load -> load.crew(kind.traits()).seats() > 0)
        .toList();
  }

  /** How many jobs of such a task can run at once, on all nodes. */
  int seats(Kind kind) {
    return able(kind).stream().mapToInt(load -> load.crew(kind.traits()).seats()).sum();
  }

  /** When the first of the nodes that are full should have room. */
  Optional<Duration> retryAfter(Kind kind) {
    return able(kind).stream()
        .filter(load -> load.full().containsKey(kind.name()))
        .map(load -> Duration.ofMillis(load.full().get(kind.name())))
        .min(Comparator.naturalOrder());
  }
}
