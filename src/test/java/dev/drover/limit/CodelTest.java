package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodelTest {
  private final Codel codel = new Codel(5 * MILLI, 100 * MILLI);

  /** When something was dropped, in ms, if one leaves each ms after having waited so long. */
  private List<Long> drops(long fromMillis, long toMillis, long waitedMillis) {
    List<Long> drops = new ArrayList<>();
    for (long now = fromMillis; now < toMillis; now++) {
      if (codel.drops(waitedMillis * MILLI, false, now * MILLI)) {
        drops.add(now);
      }
    }
    return drops;
  }

  @Test
  void aShortWaitIsNeverPunished() {
    assertThat(drops(0, 10_000, 4)).isEmpty();
  }

  @Test
  void aBurstIsNoStandingQueue() {
    assertThat(drops(0, 99, 50)).isEmpty();
    assertThat(drops(99, 100, 1)).isEmpty();
    assertThat(drops(100, 199, 50)).isEmpty();
  }

  /** 100, then 100 / sqrt(1), 100 / sqrt(2), 100 / sqrt(3) ... later. */
  @Test
  void dropsComeFasterWhileTheQueueStands() {
    assertThat(drops(0, 500, 50)).containsExactly(100L, 200L, 271L, 329L, 379L, 424L, 464L);
  }

  @Test
  void itRemembersAWhileHowFastItHadToBe() {
    drops(0, 500, 50);
    assertThat(drops(500, 501, 1)).isEmpty();
    assertThat(drops(501, 700, 50)).containsExactly(601L, 642L, 680L);
  }

  @Test
  void itForgetsAfterSixteenIntervals() {
    drops(0, 500, 50);
    assertThat(drops(500, 3000, 1)).isEmpty();
    assertThat(drops(3000, 3210, 50)).containsExactly(3100L, 3200L);
  }

  @Test
  void theLastOneIsServed() {
    for (long now = 0; now < 1000; now++) {
      assertThat(codel.drops(50 * MILLI, true, now * MILLI)).isFalse();
    }
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThatThrownBy(() -> new Codel(5, 5)).hasMessageContaining("5 ns and 5 ns");
  }
}
