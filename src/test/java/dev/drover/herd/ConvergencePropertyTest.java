package dev.drover.herd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever happens to messages, links and nodes: when it is over, all nodes know the same. */
class ConvergencePropertyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SCHEDULES = 4000;

  @Test
  void anyOrderLossRepetitionPartitionAndRestartConverges() {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      schedule(seed, new Kind(SimulatedHerd.KIND, 1000, Kind.Join.SNAPSHOT));
    }
  }

  @Test
  void fullStoresKeepTheSameEntries() {
    for (long seed = 1; seed <= SCHEDULES / 3; seed++) {
      schedule(seed, new Kind(SimulatedHerd.KIND, 5, Kind.Join.SNAPSHOT));
    }
  }

  private static void schedule(long seed, Kind kind) {
    Random random = new Random(seed);
    SimulatedHerd herd = new SimulatedHerd(seed, kind, connected(random));
    List<String> ids = herd.ids();
    herd.unreliable(
        random.nextDouble() * 0.5, random.nextDouble() * 0.5, SECOND * random.nextInt(1, 4));
    for (int step = 0; step < 60; step++) {
      String id = ids.get(random.nextInt(ids.size()));
      String other = ids.get(random.nextInt(ids.size()));
      int what = random.nextInt(20);
      if (what == 0 && herd.runs(id)) {
        herd.kill(id);
      } else if (what == 1 && !herd.runs(id)) {
        herd.start(id);
      } else if (what == 2 && !id.equals(other)) {
        herd.cut(id, other);
      } else if (what == 3 && herd.ids().stream().allMatch(herd::runs)) {
        herd.heal();
      } else if (what < 8) {
        herd.pass(random.nextLong(SECOND));
      } else if (what < 10 && herd.runs(id)) {
        herd.member(id).remove(SimulatedHerd.KIND, "k" + random.nextInt(8), herd.now, herd.now);
      } else if (what < 13 && herd.runs(id)) {
        herd.member(id)
            .put(SimulatedHerd.KIND, "k" + random.nextInt(8), value(random), 0, herd.now, herd.now);
      } else if (herd.runs(id)) {
        herd.tell(id, "k" + random.nextInt(8), random.nextInt(10), "v" + random.nextInt(3));
      }
    }
    Map<String, Entry> newest = newest(herd);
    herd.reliable();
    herd.heal();
    herd.pass(40 * SECOND);

    List<String> first = herd.contents(ids.get(0));
    for (String id : ids) {
      assertThat(herd.contents(id)).as("seed %d, node %s", seed, id).isEqualTo(first);
      if (kind.most() > 100) {
        newest.forEach(
            (key, entry) ->
                assertThat(entry.order(held(herd, id, key)))
                    .as("seed %d, node %s has lost %s", seed, id, entry)
                    .isNotPositive());
      }
    }
    int before = herd.delivered;
    long sent = herd.sent();
    herd.pass(10 * SECOND);
    assertThat(herd.sent()).as("seed %d: no update is sent in peace", seed).isEqualTo(sent);
    int links = herd.ids().stream().mapToInt(id -> herd.member(id).peers().size()).sum();
    assertThat(herd.delivered - before)
        .as("seed %d: only beats and digests", seed)
        .isLessThanOrEqualTo(11 * links);
  }

  private static Entry held(SimulatedHerd herd, String id, String key) {
    return herd.member(id).store().held(SimulatedHerd.KIND, key, herd.now).orElseThrow();
  }

  private static ByteString value(Random random) {
    return ByteString.copyFromUtf8("w" + random.nextInt(5));
  }

  /** What any node that runs knows. */
  private static Map<String, Entry> newest(SimulatedHerd herd) {
    Map<String, Entry> newest = new HashMap<>();
    for (String id : herd.ids()) {
      for (int k = 0; k < 8 && herd.runs(id); k++) {
        herd.member(id)
            .store()
            .held(SimulatedHerd.KIND, "k" + k, herd.now)
            .ifPresent(entry -> newest.merge(entry.key(), entry, (a, b) -> a.order(b) > 0 ? a : b));
      }
    }
    return newest;
  }

  private static Map<String, Set<String>> connected(Random random) {
    int count = random.nextInt(2, 8);
    Map<String, Set<String>> edges = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      edges.put("n" + i, new TreeSet<>());
      for (int j = 0; j < i; j++) {
        if (j == i - 1 || random.nextInt(3) == 0) {
          edges.computeIfAbsent("n" + i, any -> new TreeSet<>()).add("n" + j);
          edges.computeIfAbsent("n" + j, any -> new TreeSet<>()).add("n" + i);
        }
      }
    }
    return edges;
  }
}
