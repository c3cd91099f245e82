package dev.drover.limit;

import static dev.drover.limit.SimulatedQuotas.MILLI;
import static dev.drover.limit.SimulatedQuotas.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bounds that docs/herd-state.md states for quotas of a herd. */
class LeasedQuotasPropertyTest {
  private static final long LIMIT = 1000;
  private static final List<String> THREE = List.of("a", "b", "c");
  private static final Map<String, Double> SKEWED = Map.of("a", 1500.0, "b", 300.0, "c", 100.0);

  private static SimulatedQuotas three(long seed) {
    SimulatedQuotas herd = new SimulatedQuotas(seed, LIMIT, 3);
    THREE.forEach(id -> herd.start(id, 0));
    return herd;
  }

  private static double load(String id) {
    return SKEWED.getOrDefault(id, 0.0);
  }

  @Test
  void threeNodesWithSkewedLoadAdmitTheLimitAndNoMoreThanTheBurstBeyondIt() {
    SimulatedQuotas herd = three(1);
    herd.pass(5 * SECOND, LeasedQuotasPropertyTest::load);
    long before = herd.total;
    herd.pass(20 * SECOND, LeasedQuotasPropertyTest::load);
    assertThat(herd.total - before).isBetween(20 * LIMIT * 98 / 100, 20 * LIMIT + 3);
    assertThat(herd.excess(LIMIT)).isLessThanOrEqualTo(LIMIT + 3);
    assertThat(herd.node("c").admitted).isGreaterThan(23 * 100);
  }

  @Test
  void whenOneDiesItsPartIsFreeForTheLeaseAndThenTheOthers() {
    SimulatedQuotas herd = three(2);
    herd.pass(10 * SECOND, LeasedQuotasPropertyTest::load);
    herd.kill("b");
    herd.pass((ShareBook.DELAY + ShareBook.LEASE) * SECOND, LeasedQuotasPropertyTest::load);
    long lapsed = herd.total;
    herd.pass(5 * SECOND, LeasedQuotasPropertyTest::load);
    assertThat(herd.total - lapsed).isBetween(5 * LIMIT * 64 / 100, 5 * LIMIT * 68 / 100);
    herd.pass((ShareBook.SETTLED - ShareBook.LEASE - 4) * SECOND, LeasedQuotasPropertyTest::load);
    long settled = herd.total;
    herd.pass(10 * SECOND, LeasedQuotasPropertyTest::load);
    assertThat(herd.total - settled).isBetween(10 * LIMIT * 98 / 100, 10 * LIMIT + 3);
    assertThat(herd.excess(LIMIT)).isLessThanOrEqualTo(LIMIT + 3);
  }

  @Test
  void aPartitionAdmitsLessThanHalfMoreAndTheSmallerSideKeepsItsFairPart() {
    SimulatedQuotas herd = three(3);
    herd.pass(10 * SECOND, id -> 1000);
    herd.side("c", 1);
    herd.pass((ShareBook.DELAY + ShareBook.LEASE) * SECOND, id -> 1000);
    long before = herd.node("c").admitted;
    long all = herd.total;
    herd.pass(60 * SECOND, id -> 1000);
    assertThat(herd.node("c").admitted - before).isBetween(60 * 330L, 60 * 335L);
    assertThat(herd.total - all).isLessThan(60 * LIMIT * 3 / 2);
    herd.side("c", 0);
    herd.pass((ShareBook.DELAY + 1) * SECOND, id -> 1000);
    long healed = herd.total;
    herd.pass(10 * SECOND, id -> 1000);
    assertThat(herd.total - healed).isBetween(10 * LIMIT * 98 / 100, 10 * LIMIT + 3);
  }

  @Test
  void aNodeThatStartsInAPartitionTakesNoMoreThanItsFairPart() {
    SimulatedQuotas herd = three(5);
    herd.pass(10 * SECOND, id -> 1000);
    herd.side("c", 1);
    herd.kill("c");
    herd.pass(SECOND, id -> 1000);
    herd.start("c", 0);
    herd.pass(5 * SECOND, id -> 1000);
    long before = herd.node("c").admitted;
    herd.pass(60 * SECOND, id -> 1000);
    assertThat(herd.node("c").admitted - before).isBetween(60 * 330L, 60 * 335L);
  }

  @Test
  void aPartThatStandsStillForTheHerdIsOneTwentiethOfAFairOne() {
    SimulatedQuotas herd = three(4);
    herd.pass(10 * SECOND, id -> id.equals("a") ? 2000 : 0);
    long before = herd.total;
    herd.pass(10 * SECOND, id -> id.equals("a") ? 2000 : 0);
    assertThat(herd.total - before).isBetween(10 * LIMIT * 96 / 100, 10 * LIMIT + 1);
  }

  @Test
  void whateverTheLoadTheTotalStaysWithinTheBurstWhileAllHearEachOtherInTime() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      int count = random.nextInt(2, 6);
      SimulatedQuotas herd = new SimulatedQuotas(seed, LIMIT, count);
      long skew = random.nextLong(50);
      for (int i = 0; i < count; i++) {
        herd.start("n" + i, random.nextLong(skew + 1) * MILLI);
      }
      int changes = 12;
      for (int step = 0; step < changes; step++) {
        double[] loads = random.doubles(count, 0, 1500).toArray();
        herd.pass(random.nextLong(5 * SECOND), id -> loads[id.charAt(1) - '0']);
      }
      double seconds = herd.history.size() / 10.0;
      double clocks = (seconds + 1) * LIMIT * skew / 1000;
      assertThat(herd.excess(LIMIT))
          .as("seed %d, %d nodes, clocks differ by %d ms", seed, count, skew)
          .isLessThanOrEqualTo(LIMIT + count + clocks);
    }
  }

  @Test
  void lossRestartsAndPartitionsNeverAdmitMoreThanAllNodesAlone() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      SimulatedQuotas herd = three(seed);
      herd.loss = random.nextDouble() * 0.3;
      int restarts = 0;
      for (int step = 0; step < 20; step++) {
        String id = THREE.get(random.nextInt(3));
        switch (random.nextInt(4)) {
          case 0 -> herd.kill(id);
          case 1 -> {
            restarts += herd.nodes.containsKey(id) ? 0 : 1;
            if (!herd.nodes.containsKey(id)) {
              herd.start(id, 0);
            }
          }
          case 2 -> herd.side(id, random.nextInt(2));
          default -> {}
        }
        double[] loads = random.doubles(3, 0, 2000).toArray();
        herd.pass(random.nextLong(3 * SECOND), node -> loads[node.charAt(0) - 'a']);
      }
      assertThat(herd.excess(3 * LIMIT))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(3 * LIMIT + restarts * (double) LIMIT);
      THREE.forEach(
          id -> {
            if (!herd.nodes.containsKey(id)) {
              herd.start(id, 0);
            }
            herd.side(id, 0);
          });
      herd.loss = 0;
      herd.pass((ShareBook.SETTLED + ShareBook.DELAY + 1) * SECOND, node -> 1000);
      long healed = herd.total;
      herd.pass(10 * SECOND, node -> 1000);
      assertThat(herd.total - healed)
          .as("seed %d, healed", seed)
          .isBetween(10 * LIMIT * 98 / 100, 10 * LIMIT + 3);
    }
  }
}
