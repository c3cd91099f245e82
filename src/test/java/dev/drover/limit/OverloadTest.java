package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverloadTest {
  private static final long MILLI = 1_000_000;

  @Test
  void oneLatePassIsNoOverloadAndTenAre() {
    Overload overload = new Overload(500 * MILLI, 0);
    overload.lag(60_000 * MILLI);
    assertThat(overload.why()).isNull();
    overload.lag(0);
    for (int i = 0; i < 10; i++) {
      overload.lag(700 * MILLI);
    }
    assertThat(overload.why()).isEqualTo("the event loop is 642 ms late");
  }

  @Test
  void itIsOverWhenTheLagIsHalf() {
    Overload overload = new Overload(500 * MILLI, 0);
    for (int i = 0; i < 50; i++) {
      overload.lag(1000 * MILLI);
    }
    int passes = 0;
    while (overload.why() != null) {
      overload.lag(0);
      passes++;
    }
    assertThat(passes).isEqualTo(7); // 1000 x 0.8^7 < 250
  }

  @Test
  void aFullHeapIsOverloadUntilFivePercentLessAreInUse() {
    Overload overload = new Overload(0, 0.95);
    overload.memory(0.94);
    assertThat(overload.why()).isNull();
    overload.memory(0.97);
    assertThat(overload.why()).isEqualTo("97 % of the heap are in use");
    overload.memory(0.92);
    assertThat(overload.why()).isNotNull();
    overload.memory(0.89);
    assertThat(overload.why()).isNull();
  }

  @Test
  void noBoundIsNeverPassed() {
    Overload overload = new Overload(0, 0);
    overload.lag(Long.MAX_VALUE / 2);
    overload.memory(1);
    assertThat(overload.why()).isNull();
  }
}
