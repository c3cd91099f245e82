package dev.drover.upstream.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static Pace pace(double chance) {
    return new Pace(Duration.ofSeconds(1), Duration.ofMinutes(5), () -> chance);
  }

  @Test
  void looksAgainWhenTheAnswerExpires() {
    assertThat(pace(0).answered(Duration.ofSeconds(30))).isEqualTo(30_000_000_000L);
  }

  @Test
  void neverLooksAgainWithinTheLeastTime() {
    assertThat(pace(0).answered(Duration.ZERO)).isEqualTo(1_000_000_000L);
  }

  @Test
  void looksAgainAfterTheGreatestTimeHoweverLongTheAnswerIsGood() {
    assertThat(pace(0).answered(Duration.ofDays(1))).isEqualTo(300_000_000_000L);
  }

  @Test
  void isLateByATenthAtMost() {
    assertThat(pace(1).answered(Duration.ofSeconds(30))).isEqualTo(33_000_000_000L);
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureAndThirtySecondsAtMost() {
    Pace pace = pace(1);
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      seconds.add(pace.failed() / 1_000_000_000L);
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void waitsHalfAsLongWhenChanceSaysSo() {
    assertThat(pace(0).failed()).isEqualTo(500_000_000L);
  }

  @Test
  void anAnswerMakesTheNextFailureAFirstOne() {
    Pace pace = pace(1);
    pace.failed();
    pace.failed();
    pace.answered(Duration.ofSeconds(1));
    assertThat(pace.failed()).isEqualTo(1_000_000_000L);
  }

  @Test
  void aThousandFailuresDoNotOverflow() {
    Pace pace = pace(1);
    for (int i = 0; i < 1000; i++) {
      pace.failed();
    }
    assertThat(pace.failed()).isEqualTo(30_000_000_000L);
  }
}
