package dev.drover.herd;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which nodes have links, as every node works it out for itself from the ids of the members. */
@FunctionalInterface
public interface Topology {
  /**
   * The neighbours of a node.
   *
   * @param members the ids of all nodes, itself among them or not
   */
  Set<String> neighbours(String node, Collection<String> members);

  /** Every two nodes. */
  static Topology fullMesh() {
    return (node, members) -> without(node, members);
  }

  /** Each node and the next in the order of their ids, and the last and the first. */
  static Topology ring() {
    return (node, members) -> {
      Set<String> others = without(node, members);
      TreeSet<String> sorted = new TreeSet<>(others);
      if (sorted.size() <= 2) {
        return sorted;
      }
      String next = sorted.higher(node);
      String previous = sorted.lower(node);
      return Set.of(
          next == null ? sorted.first() : next, previous == null ? sorted.last() : previous);
    };
  }

  /**
   * The ring, so that all are connected, and for each node so many others more, drawn by a hash of
   * both ids: a node that comes or goes moves only its own links and those of the ring beside it.
   */
  static Topology random(int links) {
    return (node, members) -> {
      Set<String> all = new TreeSet<>(without(node, members));
      Set<String> neighbours = new TreeSet<>(ring().neighbours(node, members));
      for (String other : all) {
        if (draws(node, other, all, links) || draws(other, node, plus(all, node), links)) {
          neighbours.add(other);
        }
      }
      return neighbours;
    };
  }

  private static boolean draws(String from, String to, Set<String> members, int links) {
    return members.stream()
        .filter(other -> !other.equals(from))
        .sorted(
            Comparator.<String>comparingInt(other -> scramble((from + " " + other).hashCode()))
                .thenComparing(Comparator.naturalOrder()))
        .limit(links)
        .anyMatch(to::equals);
  }

  /** The finalizer of MurmurHash3. */
  private static int scramble(int hash) {
    int h = hash;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  /** The edges of a list, each of which counts in both directions, between members that exist. */
  static Topology edges(Map<String, List<String>> edges) {
    Map<String, Set<String>> both = new TreeMap<>();
    edges.forEach(
        (from, list) ->
            list.forEach(
                to -> {
                  both.computeIfAbsent(from, any -> new TreeSet<>()).add(to);
                  both.computeIfAbsent(to, any -> new TreeSet<>()).add(from);
                }));
    return (node, members) -> {
      Set<String> neighbours = new TreeSet<>(both.getOrDefault(node, Set.of()));
      neighbours.retainAll(without(node, members));
      return neighbours;
    };
  }

  private static Set<String> without(String node, Collection<String> members) {
    List<String> others = new ArrayList<>(members);
    others.removeIf(node::equals);
    return Set.copyOf(others);
  }

  private static Set<String> plus(Set<String> members, String node) {
    Set<String> all = new TreeSet<>(members);
    all.add(node);
    return all;
  }
}
