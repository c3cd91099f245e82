package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausesTest {
  private long now = -50;
  private final List<Long> told = new ArrayList<>();
  private final Pauses pauses = new Pauses(10, () -> now, (key, nanos) -> told.add(key));

  @Test
  void aKeyIsPausedForThatLongAndOthersAreNot() {
    pauses.pause(1, 100);
    assertThat(pauses.left(1)).isEqualTo(100);
    assertThat(pauses.left(2)).isZero();
    now += 99;
    assertThat(pauses.left(1)).isEqualTo(1);
    now++;
    assertThat(pauses.left(1)).isZero();
  }

  @Test
  void onlyWhatIsLongerIsTold() {
    pauses.pause(1, 100);
    pauses.pause(1, 50);
    assertThat(told).containsExactly(1L);
    pauses.pause(1, 200);
    assertThat(told).containsExactly(1L, 1L);
    assertThat(pauses.left(1)).isEqualTo(200);
  }

  @Test
  void whatOthersSayIsNotToldOn() {
    assertThat(pauses.learn(7, 100)).isTrue();
    assertThat(pauses.learn(7, 100)).isFalse();
    assertThat(told).isEmpty();
    assertThat(pauses.some(5)).containsExactly(new Pauses.Pause(7, 100));
  }

  @Test
  void keysAreBounded() {
    for (long key = 0; key < 1000; key++) {
      pauses.learn(key, 1_000_000);
    }
    assertThat(pauses.some(1000)).hasSizeLessThanOrEqualTo(10);
  }
}
