package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.limit.Priorities.Level;
import dev.drover.limit.Priorities.Part;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrioritiesTest {
  private static List<Part> share(Integer... healthy) {
    return Priorities.USUAL.share(Arrays.stream(healthy).map(h -> new Level(h, 100)).toList());
  }

  private static List<Integer> percents(List<Part> parts) {
    return parts.stream().map(Part::percent).toList();
  }

  /** The tables of Envoy's documentation on priority levels. */
  @ParameterizedTest
  @CsvSource({
    "100, 100, 100, 0",
    "72, 100, 100, 0",
    "71, 100, 99, 1",
    "50, 100, 70, 30",
    "25, 100, 35, 65",
    "0, 100, 0, 100",
    "72, 72, 100, 0",
    "71, 71, 99, 1",
    "50, 50, 70, 30",
    "25, 25, 50, 50",
    "5, 65, 7, 93"
  })
  void twoLevels(int first, int second, int toFirst, int toSecond) {
    assertThat(percents(share(first, second))).containsExactly(toFirst, toSecond);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 100, 100, 100, 0, 0",
    "72, 72, 100, 100, 0, 0",
    "71, 71, 100, 99, 1, 0",
    "50, 50, 100, 70, 30, 0",
    "25, 100, 100, 35, 65, 0",
    "25, 25, 100, 35, 35, 30",
    "25, 25, 20, 36, 36, 28"
  })
  void threeLevels(int a, int b, int c, int toA, int toB, int toC) {
    assertThat(percents(share(a, b, c))).containsExactly(toA, toB, toC);
  }

  @Test
  void nobodyPanicsWhileTheLevelsTogetherSuffice() {
    assertThat(share(25, 100)).noneMatch(Part::panics);
    assertThat(share(25, 25)).allMatch(Part::panics);
    assertThat(share(5, 65)).extracting(Part::panics).containsExactly(true, false);
  }

  @Test
  void theFirstGetsAllWhenNobodyIsHealthy() {
    assertThat(share(0, 0)).containsExactly(new Part(100, true), new Part(0, true));
    assertThat(Priorities.USUAL.share(List.of(new Level(0, 0), new Level(0, 4))))
        .containsExactly(new Part(0, false), new Part(100, true));
  }

  @Test
  void whatIsLostByRoundingGoesToTheFirst() {
    assertThat(percents(share(10, 10, 10))).containsExactly(34, 33, 33);
    assertThat(percents(share(0, 10, 10, 10))).containsExactly(0, 34, 33, 33);
  }

  @Test
  void emptyLevelsArePassedOver() {
    assertThat(percents(Priorities.USUAL.share(List.of(new Level(0, 0), new Level(3, 3)))))
        .containsExactly(0, 100);
    assertThat(Priorities.USUAL.share(List.of())).isEmpty();
    assertThat(percents(Priorities.USUAL.share(List.of(new Level(0, 0))))).containsExactly(0);
  }

  @Test
  void aRandomNumberFindsItsLevel() {
    List<Part> parts = share(50, 100);
    assertThat(Priorities.level(parts, 0)).isZero();
    assertThat(Priorities.level(parts, 69)).isZero();
    assertThat(Priorities.level(parts, 70)).isEqualTo(1);
    assertThat(Priorities.level(parts, 99)).isEqualTo(1);
  }

  @Test
  void panicSetsInBelowItsThreshold() {
    assertThat(Panic.USUAL.sets(5, 10)).isFalse();
    assertThat(Panic.USUAL.sets(49, 100)).isTrue();
    assertThat(Panic.USUAL.sets(0, 0)).isFalse();
    assertThat(new Panic(0).sets(0, 10)).isFalse();
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThatThrownBy(() -> new Priorities(99, Panic.USUAL)).hasMessageContaining("not 99");
    assertThatThrownBy(() -> new Panic(101)).hasMessageContaining("not 101");
  }
}
