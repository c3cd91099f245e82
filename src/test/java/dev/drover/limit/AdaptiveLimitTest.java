package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.limit.AdaptiveLimit.Bounds;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
  private static final Bounds BOUNDS = new Bounds(10, 20, 100, SECOND, 10);

  private long now;

  /** Windows of ten samples, with all permits in use. */
  private void windows(Limit limit, int count, long rtt, boolean dropped) {
    for (int i = 0; i < count * 10; i++) {
      limit.onSample(now - rtt, rtt, limit.permits(), dropped);
      now += SECOND / 9 + 1;
    }
  }

  @Test
  void theGradientGrowsByItsSmoothedQueueWhileLatencyIsWhatItWas() {
    AdaptiveLimit limit = AdaptiveLimit.gradient(BOUNDS);
    windows(limit, 5, 10 * MILLI, false);
    assertThat(limit.permits()).isEqualTo(24); // 20 + 5 x 0.2 x 4
    windows(limit, 200, 10 * MILLI, false);
    assertThat(limit.permits()).isEqualTo(100);
  }

  @Test
  void theGradientShrinksWhenLatencyGrows() {
    AdaptiveLimit limit = AdaptiveLimit.gradient(BOUNDS);
    windows(limit, 200, 10 * MILLI, false);
    windows(limit, 20, 100 * MILLI, false);
    assertThat(limit.permits()).isLessThan(30);
    windows(limit, 100, 10 * MILLI, false);
    assertThat(limit.permits()).isGreaterThan(60);
  }

  @Test
  void vegasAddsWhileThereIsNoQueueAndSubtractsWhenThereIs() {
    AdaptiveLimit limit = AdaptiveLimit.vegas(BOUNDS);
    windows(limit, 2, 10 * MILLI, false);
    int before = limit.permits();
    assertThat(before).isEqualTo(26); // + 6 x log10(20)
    windows(limit, 1, 100 * MILLI, false);
    assertThat(limit.permits()).isEqualTo(before - 1);
    windows(limit, 20, 100 * MILLI, false);
    assertThat(limit.permits()).isEqualTo(10);
  }

  @Test
  void theAlgorithmIsAskedOnceForEachWindow() {
    AdaptiveLimit limit = AdaptiveLimit.vegas(BOUNDS);
    for (int i = 0; i < 1000; i++) {
      limit.onSample(i, 1000, 20, false);
    }
    assertThat(limit.permits()).as("less than a second").isEqualTo(20);
    AdaptiveLimit few = AdaptiveLimit.vegas(BOUNDS);
    for (int i = 0; i < 9; i++) {
      few.onSample(i * SECOND, 1000, 20, true);
    }
    assertThat(few.permits()).as("less than ten samples").isEqualTo(20);
  }

  @Test
  void aFastRefusalIsNoFastAnswer() {
    AdaptiveLimit limit = AdaptiveLimit.vegas(BOUNDS);
    windows(limit, 2, 10 * MILLI, false);
    windows(limit, 3, 1, true);
    assertThat(limit.permits()).isEqualTo(23);
  }

  @Test
  void impossibleBoundsAreRefused() {
    assertThatThrownBy(() -> new Bounds(5, 4, 9, 0, 1)).hasMessageContaining("not 5, 4, 9");
  }
}
