package dev.drover.herd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static final List<String> FIVE = List.of("Bailey", "Bona", "Campbell", "Clark", "Jaquez");
  private static final Topology SEED =
      Topology.edges(
          Map.of(
              "Clark", List.of("Jaquez", "Bona"),
              "Campbell", List.of("Bailey", "Bona", "Jaquez"),
              "Bona", List.of("Bailey")));

  private static List<String> nodes(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
  }

  private static Set<Set<String>> edges(Topology topology, List<String> nodes) {
    Set<Set<String>> edges = new HashSet<>();
    for (String node : nodes) {
      topology.neighbours(node, nodes).forEach(other -> edges.add(Set.of(node, other)));
    }
    return edges;
  }

  private static Map<String, Integer> hops(
      String from, List<String> nodes, Set<Set<String>> edges) {
    Map<String, Integer> hops = new HashMap<>(Map.of(from, 0));
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String node = open.remove();
      for (String other : nodes) {
        if (!hops.containsKey(other) && edges.contains(new HashSet<>(List.of(node, other)))) {
          hops.put(other, hops.getOrDefault(node, 0) + 1);
          open.add(other);
        }
      }
    }
    return hops;
  }

  private static boolean connected(List<String> nodes, Set<Set<String>> edges) {
    return hops(nodes.get(0), nodes, edges).size() == nodes.size();
  }

  @Test
  void theSeedHasSixEdgesAndADiameterOfTwo() {
    Set<Set<String>> edges = edges(SEED, FIVE);
    assertThat(edges).hasSize(6);
    for (String node : FIVE) {
      assertThat(hops(node, FIVE, edges).values()).hasSize(5).allMatch(hops -> hops <= 2);
    }
  }

  @Test
  void exactlyThreePairsOfDeadNodesPartTheSeed() {
    Set<Set<String>> parting = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      List<String> one = without(Set.of(FIVE.get(i)));
      assertThat(connected(one, edges(SEED, one))).isTrue();
      for (int j = 0; j < i; j++) {
        Set<String> dead = Set.of(FIVE.get(i), FIVE.get(j));
        if (!connected(without(dead), edges(SEED, without(dead)))) {
          parting.add(dead);
        }
      }
    }
    assertThat(parting)
        .containsExactlyInAnyOrder(
            Set.of("Bona", "Campbell"), Set.of("Bona", "Jaquez"), Set.of("Campbell", "Clark"));
  }

  @Test
  void exactlyFourPairsOfDeadLinksPartTheSeed() {
    List<Set<String>> edges = new ArrayList<>(edges(SEED, FIVE));
    Set<Set<Set<String>>> parting = new HashSet<>();
    for (Set<String> a : edges) {
      Set<Set<String>> left = new HashSet<>(edges);
      left.remove(a);
      assertThat(connected(FIVE, left)).isTrue();
      for (Set<String> b : edges) {
        Set<Set<String>> rest = new HashSet<>(left);
        rest.remove(b);
        if (!a.equals(b) && !connected(FIVE, rest)) {
          parting.add(Set.of(a, b));
        }
      }
    }
    assertThat(parting)
        .containsExactlyInAnyOrder(
            Set.of(Set.of("Bona", "Bailey"), Set.of("Campbell", "Bailey")),
            Set.of(Set.of("Campbell", "Jaquez"), Set.of("Clark", "Bona")),
            Set.of(Set.of("Campbell", "Jaquez"), Set.of("Clark", "Jaquez")),
            Set.of(Set.of("Clark", "Bona"), Set.of("Clark", "Jaquez")));
  }

  private static List<String> without(Set<String> dead) {
    return FIVE.stream().filter(node -> !dead.contains(node)).toList();
  }

  @Test
  void bothEndsOfALinkAgreeAndAllAreConnected() {
    for (Topology topology : List.of(Topology.fullMesh(), Topology.ring(), Topology.random(2))) {
      for (int count = 1; count < 30; count++) {
        List<String> nodes = nodes(count);
        for (String node : nodes) {
          for (String other : topology.neighbours(node, nodes)) {
            assertThat(topology.neighbours(other, nodes)).contains(node).doesNotContain(other);
          }
        }
        assertThat(connected(nodes, edges(topology, nodes))).isTrue();
      }
    }
  }

  @Test
  void sizesAreThoseOfTheirNames() {
    assertThat(edges(Topology.fullMesh(), nodes(6))).hasSize(15);
    assertThat(edges(Topology.ring(), nodes(6))).hasSize(6);
    assertThat(edges(Topology.ring(), nodes(2))).hasSize(1);
    assertThat(edges(Topology.random(2), nodes(50)).size()).isBetween(100, 150);
  }

  @Test
  void aNodeThatJoinsARandomTopologyMovesFewLinks() {
    List<String> before = nodes(50);
    List<String> after = nodes(51);
    Set<Set<String>> moved = new HashSet<>(edges(Topology.random(2), before));
    moved.removeAll(edges(Topology.random(2), after));
    assertThat(moved.size()).isLessThan(10);
  }

  @Test
  void anEdgeToANodeThatIsNoMemberIsLeftOut() {
    assertThat(new TreeSet<>(SEED.neighbours("Bona", List.of("Bona", "Bailey"))))
        .containsExactly("Bailey");
  }
}
