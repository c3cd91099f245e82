package dev.drover.herd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.drover.limit.Verdicts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ejections that a herd decides together, on links that lose, repeat, delay and part. */
class VerdictsPropertyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String ENDPOINT = "10.0.0.9:80";
  private static final Map<String, Set<String>> FULL =
      new TreeMap<>(
          Map.of(
              "a", Set.of("b", "c", "d"),
              "b", Set.of("a", "c", "d"),
              "c", Set.of("a", "b", "d"),
              "d", Set.of("a", "b", "c")));

  private final Map<String, Verdicts> verdicts = new HashMap<>();
  private final Map<String, Long> outUntil = new HashMap<>();
  private SimulatedHerd herd = herd(1);

  private SimulatedHerd herd(long seed) {
    SimulatedHerd made =
        new SimulatedHerd(seed, new Kind(SimulatedHerd.KIND, 1000, Kind.Join.SNAPSHOT), FULL);
    verdicts.clear();
    outUntil.clear();
    for (String id : made.ids()) {
      Verdicts own = new Verdicts(id, 2, SECOND);
      verdicts.put(id, own);
      made.member(id).listen(SimulatedHerd.KIND, entry -> heard(made, id, own, entry));
    }
    return made;
  }

  private void heard(SimulatedHerd where, String id, Verdicts own, Entry entry) {
    long stamp = entry.version().nanos();
    if (entry.key().isEmpty()) {
      if (own.works(ENDPOINT, stamp)) {
        outUntil.remove(id);
      }
      return;
    }
    Optional<Long> out =
        own.failed(ENDPOINT, entry.key(), stamp, where.now + entry.ttl(), where.now);
    out.ifPresent(nanos -> outUntil.merge(id, where.now + nanos, Math::max));
  }

  private Verdicts of(String id) {
    return Optional.ofNullable(verdicts.get(id)).orElseThrow();
  }

  /** As a node does it, which says nothing new while its word stands. */
  private void tell(String id, String key, long nanos) {
    if (!key.isEmpty() && of(id).stands(ENDPOINT, herd.now + nanos / 2)) {
      return;
    }
    Version version = new Version(of(id).next(ENDPOINT, herd.now), id);
    herd.member(id)
        .tell(
            new Entry(SimulatedHerd.KIND, key, ByteString.EMPTY, version, nanos, false), herd.now);
  }

  private boolean out(String id) {
    return outUntil.getOrDefault(id, 0L) > herd.now;
  }

  @Test
  void oneNodeAloneEjectsNobodyElsesHoweverOftenItSaysSo() {
    for (int i = 0; i < 50; i++) {
      tell("a", "a", 8 * SECOND);
      herd.pass(SECOND);
    }
    assertThat(herd.ids()).noneMatch(this::out);
  }

  @Test
  void twoNodesEjectForAllAndOneThatTriesItPutsItBackForAll() {
    tell("a", "a", 8 * SECOND);
    herd.pass(SECOND);
    tell("b", "b", 8 * SECOND);
    herd.pass(SECOND);
    assertThat(herd.ids()).allMatch(this::out);
    herd.pass(5 * SECOND);
    tell("a", "", 16 * SECOND);
    herd.pass(SECOND);
    assertThat(herd.ids()).noneMatch(this::out);
    tell("b", "b", 8 * SECOND);
    herd.pass(SECOND);
    assertThat(herd.ids()).as("what was said before is void").noneMatch(this::out);
  }

  @Test
  void thoseWhoSawItFailTryItOneAfterTheOtherAndTheRestLater() {
    tell("a", "a", 8 * SECOND);
    tell("b", "b", 8 * SECOND);
    herd.pass(SECOND);
    List<Long> turns =
        herd.ids().stream().map(id -> outUntil.getOrDefault(id, 0L) - herd.now).sorted().toList();
    assertThat(turns.get(1) - turns.get(0)).isBetween(SECOND * 9 / 10, SECOND * 11 / 10);
    assertThat(turns.get(2) - turns.get(0)).isBetween(SECOND * 19 / 10, SECOND * 21 / 10);
    assertThat(Math.min(outUntil.getOrDefault("a", 0L), outUntil.getOrDefault("b", 0L)))
        .isLessThan(Math.min(outUntil.getOrDefault("c", 0L), outUntil.getOrDefault("d", 0L)));
  }

  @Test
  void whateverHappensToMessagesAllAgreeWhenItIsOverAndNoneStaysOut() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      herd = herd(seed);
      herd.unreliable(random.nextDouble() * 0.5, random.nextDouble() * 0.5, SECOND);
      List<String> ids = herd.ids();
      for (int step = 0; step < 30; step++) {
        String id = ids.get(random.nextInt(ids.size()));
        switch (random.nextInt(5)) {
          case 0 -> tell(id, "", 1000 * SECOND);
          case 1 -> herd.cut(id, ids.get((ids.indexOf(id) + 1) % ids.size()));
          case 2 -> herd.pass(random.nextLong(2 * SECOND));
          default ->
              tell(id, id, random.nextLong(1, 5) * (random.nextBoolean() ? 1 : 100) * SECOND);
        }
      }
      herd.reliable();
      herd.heal();
      herd.pass(20 * SECOND);
      List<Verdicts.Sentence> first = sentences("a");
      for (String id : ids) {
        assertThat(sentences(id)).as("seed %d, node %s", seed, id).isEqualTo(first);
      }
      herd.pass(400 * SECOND);
      assertThat(ids).as("seed %d", seed).noneMatch(this::out);
    }
  }

  private List<Verdicts.Sentence> sentences(String id) {
    return of(id).all(herd.now).stream()
        .map(one -> new Verdicts.Sentence(one.endpoint(), one.witnesses(), one.out(), 0))
        .toList();
  }
}
