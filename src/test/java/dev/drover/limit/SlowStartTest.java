package dev.drover.limit;

import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SlowStartTest {
  @Test
  void theWeightGrowsEvenly() {
    SlowStart even = new SlowStart(60 * SECOND, 1, 0.1);
    assertThat(even.weight(10, 0)).isEqualTo(1);
    assertThat(even.weight(10, 6 * SECOND)).isEqualTo(1);
    assertThat(even.weight(10, 30 * SECOND)).isEqualTo(5);
    assertThat(even.weight(10, 45 * SECOND)).isEqualTo(7.5);
    assertThat(even.weight(10, 60 * SECOND)).isEqualTo(10);
    assertThat(even.weight(10, Long.MAX_VALUE)).isEqualTo(10);
  }

  @Test
  void aggressionBendsTheCurve() {
    assertThat(new SlowStart(64 * SECOND, 2, 0.01).weight(1, 16 * SECOND)).isEqualTo(0.5);
    assertThat(new SlowStart(64 * SECOND, 0.5, 0.01).weight(1, 16 * SECOND)).isEqualTo(0.0625);
  }

  @Test
  void theFirstSecondCountsAsOne() {
    SlowStart start = new SlowStart(4 * SECOND, 1, 0.1);
    assertThat(start.weight(1, 0)).isEqualTo(0.25);
    assertThat(start.weight(1, SECOND)).isEqualTo(0.25);
    assertThat(new SlowStart(SECOND / 2, 1, 0.1).weight(1, 0)).isEqualTo(1);
  }

  @Test
  void withoutAWindowTheWeightIsFull() {
    assertThat(SlowStart.NONE.weight(3, 0)).isEqualTo(3);
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThatThrownBy(() -> new SlowStart(1, 0, 0.1)).hasMessageContaining("0.0 and 0.1");
    assertThatThrownBy(() -> new SlowStart(1, 1, 0)).hasMessageContaining("1.0 and 0.0");
    assertThatThrownBy(() -> new SlowStart(-1, 1, 1)).hasMessageContaining("-1 ns");
  }
}
