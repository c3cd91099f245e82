package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.limit.HedgeDelay.Rules;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HedgeDelayTest {
  private static final Rules RULES = new Rules(100 * MILLI, 95, 100, 5 * MILLI, 10 * SECOND);

  @Test
  void aWindowKnowsItsPercentiles() {
    LatencyWindow window = new LatencyWindow(10 * SECOND, 0);
    for (int i = 1; i <= 1000; i++) {
      window.add(i * MILLI, 0);
    }
    assertThat(window.count(0)).isEqualTo(1000);
    assertThat(window.percentile(50, 0)).isCloseTo(500 * MILLI, Percentage.withPercentage(1));
    assertThat(window.percentile(95, 0)).isCloseTo(950 * MILLI, Percentage.withPercentage(1));
    assertThat(window.percentile(100, 0)).isCloseTo(SECOND, Percentage.withPercentage(1));
  }

  @Test
  void aSampleCountsForHalfToTheWholeSpan() {
    LatencyWindow window = new LatencyWindow(10 * SECOND, 0);
    window.add(MILLI, 4 * SECOND);
    assertThat(window.count(5 * SECOND)).isEqualTo(1);
    window.add(2 * MILLI, 6 * SECOND);
    assertThat(window.count(10 * SECOND - 1)).isEqualTo(2);
    assertThat(window.count(10 * SECOND)).isEqualTo(1);
    assertThat(window.count(15 * SECOND)).isZero();
    window.add(MILLI, 16 * SECOND);
    assertThat(window.count(1000 * SECOND)).isZero();
    assertThat(window.percentile(95, 1000 * SECOND)).isZero();
  }

  @Test
  void extremesAreBounded() {
    LatencyWindow window = new LatencyWindow(10 * SECOND, 0);
    window.add(-5, 0);
    assertThat(window.percentile(100, 0)).isEqualTo(1000);
    window.add(Long.MAX_VALUE, 0);
    assertThat((double) window.percentile(100, 0)).isCloseTo(60.0 * SECOND, within(0.6 * SECOND));
  }

  @Test
  void theDelayIsFixedUntilThereAreEnoughSamples() {
    HedgeDelay delay = new HedgeDelay(RULES, 0);
    for (int i = 0; i < 99; i++) {
      delay.answered(20 * MILLI, 0);
    }
    assertThat(delay.nanos(0)).isEqualTo(100 * MILLI);
    delay.answered(20 * MILLI, 0);
    assertThat(delay.nanos(SECOND / 2 - 1))
        .as("asked again twenty times in a span")
        .isEqualTo(100 * MILLI);
    assertThat(delay.nanos(SECOND / 2)).isCloseTo(20 * MILLI, Percentage.withPercentage(1));
    assertThat(delay.nanos(20 * SECOND)).as("all samples are over").isEqualTo(100 * MILLI);
  }

  @Test
  void fiveInAHundredSlowCallsAreHedged() {
    HedgeDelay delay = new HedgeDelay(RULES, 0);
    for (int i = 0; i < 1000; i++) {
      delay.answered((i % 20 == 0 ? 2000 : 20) * MILLI, 0);
    }
    assertThat(delay.nanos(0)).isCloseTo(20 * MILLI, Percentage.withPercentage(1));
  }

  @Test
  void itIsNeverTooSoon() {
    HedgeDelay delay = new HedgeDelay(RULES, 0);
    for (int i = 0; i < 100; i++) {
      delay.answered(MILLI, 0);
    }
    assertThat(delay.nanos(0)).isEqualTo(5 * MILLI);
  }

  @Test
  void aFixedDelayLearnsNothing() {
    HedgeDelay delay = new HedgeDelay(Rules.fixed(7), 0);
    delay.answered(SECOND, 0);
    assertThat(delay.nanos(1000 * SECOND)).isEqualTo(7);
  }

  @Test
  void impossibleRulesAreRefused() {
    assertThatThrownBy(() -> Rules.fixed(-1)).hasMessageContaining("-1 ns");
    assertThatThrownBy(() -> new LatencyWindow(1, 0)).hasMessageContaining("not 1");
  }
}
