package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.limit.CaseStudy.Outcome;
import dev.drover.limit.CaseStudy.Route;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** SEEDS 0.2 and 0.2b. */
class CaseStudyTest {
  private static Outcome on(Route route) {
    return CaseStudy.PAPER.on(route);
  }

  @Test
  void littlesLaw() {
    assertThat(CaseStudy.PAPER.needed(CaseStudy.LATENCY_BEFORE)).isEqualTo(40);
    assertThat(CaseStudy.PAPER.needed()).isEqualTo(200);
  }

  @Test
  void thePoolOfAHundredDiesAtFiveSeconds() {
    assertThat(on(Route.pool(100)))
        .isEqualTo(
            new Outcome(
                1200,
                500,
                0,
                0,
                100,
                600,
                10,
                OptionalLong.of(5 * SECOND),
                40 * SECOND,
                65 * SECOND));
  }

  @Test
  void withoutThreadsNobodyWaits() {
    assertThat(on(Route.async()))
        .isEqualTo(
            new Outcome(
                1200, 1000, 0, 0, 200, 0, 20, OptionalLong.empty(), 10 * SECOND, 10 * SECOND));
  }

  @Test
  void aLimitRefusesHalfAtOnceAndServesTheOtherHalfInTime() {
    assertThat(on(Route.limited(100)))
        .isEqualTo(
            new Outcome(
                1200,
                500,
                600,
                0,
                100,
                0,
                10,
                OptionalLong.of(5 * SECOND),
                10 * SECOND,
                10 * SECOND));
  }

  @Test
  void aDeadlineKeepsFewInFlightAndServesNone() {
    assertThat(on(Route.async().within(Duration.ofSeconds(3))))
        .isEqualTo(new Outcome(1200, 0, 0, 1140, 60, 0, 0, OptionalLong.empty(), 0, 0));
  }

  @Test
  void aDeadlineEmptiesTheQueueOfAPool() {
    Outcome outcome = on(Route.pool(100).within(Duration.ofSeconds(15)));
    assertThat(outcome.longestNanos()).isLessThan(15 * SECOND);
    assertThat(outcome.queued()).isLessThanOrEqualTo(300);
    assertThat(outcome.served() + outcome.late() + outcome.queued() + 100).isEqualTo(1200);
  }

  @Test
  void theSameStoryTwentyTimesFaster() {
    assertThat(CaseStudy.PAPER.faster(20).on(Route.pool(100)))
        .isEqualTo(
            new Outcome(
                1200,
                500,
                0,
                0,
                100,
                600,
                200,
                OptionalLong.of(250 * MILLI),
                2000 * MILLI,
                3250 * MILLI));
  }

  @Test
  void aPoolOfFiveConnectionsServesOneInTwoSeconds() {
    Outcome five = on(Route.pool(5));
    assertThat(five.servedPerSecond()).isEqualTo(0.5);
    assertThat(five.saturatedNanos()).hasValue(250 * MILLI);
    assertThat(five.queued()).isEqualTo(1200 - 25 - 5);
  }

  @Test
  void aPoolLargerThanNeededIsNoPool() {
    assertThat(on(new Route(256, 1024, Duration.ZERO))).isEqualTo(on(Route.async()));
  }

  @Test
  void impossibleCasesAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new CaseStudy(0, second, second)).hasMessageContaining("not 0.0");
    assertThatThrownBy(() -> new CaseStudy(1, second, second)).hasMessageContaining("PT1S");
  }
}
