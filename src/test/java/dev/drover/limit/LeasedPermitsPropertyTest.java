package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bounds that docs/herd-state.md states for permits of a herd. */
class LeasedPermitsPropertyTest {
  private static final int LIMIT = 30;
  private static final long FOREVER = Long.MAX_VALUE / 2;
  private static final Runnable NOTHING = () -> {};

  /** As many as it gets. */
  private static void fill(SimulatedPermits.Node node, long life) {
    while (node.ask(life)) {}
  }

  @Test
  void whereNobodyAsksAllHaveEqualParts() {
    SimulatedPermits herd = new SimulatedPermits(1, LIMIT, 3);
    herd.pass(5, NOTHING);
    for (int i = 0; i < 3; i++) {
      fill(herd.node("n" + i), FOREVER);
      assertThat(herd.node("n" + i).held()).isEqualTo(LIMIT / 3);
    }
  }

  @Test
  void whoIsAskedForMoreHasMoreAndTheOthersKeepOneForWhoeverComes() {
    SimulatedPermits herd = new SimulatedPermits(2, LIMIT, 3);
    herd.pass(5, NOTHING);
    herd.pass(8, () -> fill(herd.node("n0"), 15));
    herd.pass(1, () -> fill(herd.node("n0"), FOREVER));
    assertThat(herd.node("n0").held()).isBetween(LIMIT - 2, LIMIT);
    fill(herd.node("n1"), 5);
    fill(herd.node("n2"), 5);
    assertThat(herd.held()).isBetween(LIMIT, LIMIT + 2);
  }

  @Test
  void whatIsHeldForLongIsNotGivenOutAgain() {
    SimulatedPermits herd = new SimulatedPermits(3, LIMIT, 3);
    herd.pass(5, NOTHING);
    herd.pass(10, () -> fill(herd.node("n0"), FOREVER));
    herd.pass(
        30,
        () -> {
          fill(herd.node("n1"), 5);
          fill(herd.node("n2"), 5);
          assertThat(herd.held()).isLessThanOrEqualTo(LIMIT + 2);
        });
    herd.node("n0").endAll();
    herd.pass(6, NOTHING);
    herd.pass(6, () -> fill(herd.node("n1"), 5));
    assertThat(herd.node("n1").held()).isGreaterThan(LIMIT * 2 / 3);
  }

  @Test
  void fewerThanNodesAreStillOneForEach() {
    SimulatedPermits herd = new SimulatedPermits(4, 2, 5);
    herd.pass(5, NOTHING);
    for (int i = 0; i < 5; i++) {
      fill(herd.node("n" + i), FOREVER);
    }
    assertThat(herd.held()).isEqualTo(5);
  }

  @Test
  void whenOneDiesTheOthersHaveAllOfIt() {
    SimulatedPermits herd = new SimulatedPermits(5, LIMIT, 3);
    herd.pass(5, NOTHING);
    herd.kill("n2");
    herd.pass(ShareBook.LEASE + ShareBook.DELAY, NOTHING);
    fill(herd.node("n0"), 5);
    fill(herd.node("n1"), 5);
    assertThat(herd.held()).isEqualTo(LIMIT * 2 / 3);
    herd.pass(ShareBook.SETTLED, NOTHING);
    fill(herd.node("n0"), 5);
    fill(herd.node("n1"), 5);
    assertThat(herd.held()).isEqualTo(LIMIT);
  }

  @Test
  void inAPartitionTheSmallerSideKeepsItsFairPart() {
    SimulatedPermits herd = new SimulatedPermits(6, LIMIT, 3);
    herd.pass(5, NOTHING);
    herd.side("n2", 1);
    herd.pass(
        40, () -> Map.of("n0", 5, "n1", 5, "n2", 5).forEach((id, l) -> fill(herd.node(id), l)));
    assertThat(herd.node("n2").held()).isEqualTo(LIMIT / 3);
    assertThat(herd.held()).isLessThan(LIMIT * 3 / 2 + 3);
  }

  @Test
  void keysOfWhichNothingIsHeldAreForgotten() {
    SimulatedPermits herd = new SimulatedPermits(7, LIMIT, 3);
    herd.pass(5, () -> fill(herd.node("n0"), 1));
    assertThat(herd.node("n0").keys()).isEqualTo(1);
    herd.pass(3, NOTHING);
    assertThat(herd.node("n0").keys()).isZero();
  }

  /** Beyond that is what nodes take of parts in the interval in which these are divided anew. */
  @Test
  void whateverIsAskedForAllTogetherHoldLittleMoreThanTheLimitAndOneForEachNode() {
    int beyond = 0;
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      int count = random.nextInt(2, 6);
      SimulatedPermits herd = new SimulatedPermits(seed, LIMIT, count);
      herd.pass(5, NOTHING);
      int[] most = {0};
      for (int step = 0; step < 40; step++) {
        int busy = random.nextInt(count);
        long life = random.nextBoolean() ? random.nextLong(1, 8) : random.nextLong(10, 200);
        int rate = random.nextInt(1, 12);
        herd.pass(
            random.nextInt(1, 6),
            () -> {
              for (int i = 0; i < rate; i++) {
                herd.node("n" + (random.nextInt(4) == 0 ? random.nextInt(count) : busy)).ask(life);
              }
              most[0] = Math.max(most[0], herd.held());
            });
      }
      int more = most[0] - (LIMIT + count - 1);
      beyond += more > 0 ? 1 : 0;
      assertThat(more).as("seed %d, %d nodes", seed, count).isLessThanOrEqualTo(LIMIT / 10);
    }
    assertThat(beyond).as("schedules in which it was more at all").isLessThanOrEqualTo(10);
  }
}
