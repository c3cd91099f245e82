package dev.drover.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private final Thresholds thresholds = new Thresholds(2, 3);

  /** The verdicts after each of these outcomes: + good, - bad. */
  private String after(String outcomes) {
    StringBuilder verdicts = new StringBuilder();
    for (int i = 0; i < outcomes.length(); i++) {
      char outcome = outcomes.charAt(i);
      verdicts.append(thresholds.outcome(outcome == '+' ? "" : "bad").healthy() ? '+' : '-');
    }
    return verdicts.toString();
  }

  @Test
  void nothingIsProvenBeforeTheFirstCheck() {
    assertThat(thresholds.verdict()).isEqualTo(new Verdict(false, true, ""));
  }

  @Test
  void theFirstBadCheckDecides() {
    assertThat(after("-")).isEqualTo("-");
    assertThat(thresholds.verdict()).isEqualTo(new Verdict(true, false, "bad"));
  }

  @Test
  void theThirdBadCheckInARowMakesItUnhealthy() {
    assertThat(after("+--+--+---")).isEqualTo("+++++++++-");
  }

  @Test
  void theSecondGoodCheckInARowMakesItHealthyAgain() {
    assertThat(after("-+-+-++")).isEqualTo("------+");
  }

  @Test
  void afterATurnTheCountBeginsAnew() {
    assertThat(after("+---+" + "+--" + "-")).isEqualTo("+++--" + "+++" + "-");
  }

  @Test
  void whatTheEndpointSaysItselfCountsAtOnce() {
    after("+");
    assertThat(thresholds.decide("it says so").healthy()).isFalse();
    assertThat(thresholds.decide("").healthy()).isTrue();
  }

  @Test
  void theNoteIsThatOfTheLastBadCheck() {
    thresholds.outcome("first");
    assertThat(thresholds.outcome("second").note()).isEqualTo("second");
  }
}
