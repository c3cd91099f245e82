package dev.drover.herd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Soak;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Five nodes, 10,000 keys, random updates and restarts for as long as it takes: all stores are
 * alike at the end, every update costs what it should, and memory is flat. Ten seconds, or {@code
 * -Ddrover.soak=PT3M}.
 */
@Tag("slow")
class HerdSoakTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int KEYS = 10_000;
  private static final long SEED = 2026;
  private static final Map<String, Set<String>> EDGES =
      new TreeMap<>(
          Map.of(
              "Bailey", Set.of("Bona", "Campbell"),
              "Bona", Set.of("Bailey", "Campbell", "Clark"),
              "Campbell", Set.of("Bailey", "Bona", "Jaquez"),
              "Clark", Set.of("Bona", "Jaquez"),
              "Jaquez", Set.of("Campbell", "Clark")));

  private final Random random = new Random(SEED);
  private final SimulatedHerd herd =
      new SimulatedHerd(SEED, new Kind(SimulatedHerd.KIND, 2 * KEYS, Kind.Join.SNAPSHOT), EDGES);
  private long version;

  private void update() {
    List<String> running = herd.ids().stream().filter(herd::runs).toList();
    String id = running.get(random.nextInt(running.size()));
    herd.tell(id, "k" + random.nextInt(KEYS), ++version, "v" + random.nextInt(1000));
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void allStoresAreAlikeAtTheEndWithoutAStormOrAGrowingHeap() {
    Duration time = Soak.time(Duration.ofSeconds(10));
    for (int i = 0; i < 3 * KEYS; i++) {
      update();
      herd.pass(SECOND / 1000);
    }
    herd.pass(10 * SECOND);
    long before = heap();
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      String id = herd.ids().get(random.nextInt(5));
      if (herd.runs(id)) {
        herd.kill(id);
      }
      for (int i = 0; i < 200; i++) {
        update();
        herd.pass(random.nextLong(SECOND / 50));
      }
      if (!herd.runs(id)) {
        herd.start(id);
      }
      herd.pass(2 * SECOND);
    }
    herd.heal();
    herd.pass(60 * SECOND);
    List<String> first = herd.contents("Clark");
    assertThat(first).hasSizeGreaterThan(KEYS * 9 / 10);
    herd.ids().forEach(id -> assertThat(herd.contents(id)).as(id).isEqualTo(first));

    long sent = herd.sent();
    int delivered = herd.delivered;
    herd.pass(60 * SECOND);
    assertThat(herd.sent()).as("no update is sent in peace").isEqualTo(sent);
    assertThat(herd.delivered - delivered)
        .as("beats and digests alone")
        .isLessThanOrEqualTo(61 * 12);

    // What neighbours have just compared is under way: it would bring news before the news itself.
    herd.pass(SECOND / 10);
    for (int i = 0; i < 100; i++) {
      update();
      herd.pass(SECOND / 10);
    }
    assertThat(herd.sent() - sent).as("8 messages for each update").isEqualTo(800);
    assertThat(heap() - before).as("bytes more than at first").isLessThan(32L << 20);
  }
}
