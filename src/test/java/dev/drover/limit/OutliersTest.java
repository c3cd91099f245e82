package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.limit.OutlierRules.Ejection;
import dev.drover.limit.OutlierRules.FailureShare;
import dev.drover.limit.OutlierRules.Latency;
import dev.drover.limit.OutlierRules.SuccessRate;
import dev.drover.limit.Outliers.Cause;
import dev.drover.limit.Outliers.Decision;
import dev.drover.limit.Outliers.Decision.Ejected;
import dev.drover.limit.Outliers.Decision.Probing;
import dev.drover.limit.Outliers.Decision.Returned;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutliersTest {
  private static final OutlierRules RULES =
      new OutlierRules(
          5,
          3,
          2,
          10 * SECOND,
          new SuccessRate(5, 100, 1.9),
          new FailureShare(3, 10, 0.85),
          new Latency(3, 10, 3, 50 * MILLI, 0.5),
          new Ejection(30 * SECOND, 70 * SECOND, 0, 0.5, 3));

  private final Outliers<String> outliers = new Outliers<>(RULES, new Random(1), 0);

  private static List<String> endpoints(int count) {
    return IntStream.range(0, count).mapToObj(i -> "e" + i).toList();
  }

  private @Nullable Decision<String> report(String endpoint, Outcome outcome, int times, long now) {
    Decision<String> last = null;
    for (int i = 0; i < times; i++) {
      assertThat(last).isNull();
      last = outliers.report(endpoint, outcome, 0, now);
    }
    return last;
  }

  private void calls(String endpoint, int successes, int failures) {
    for (int i = 0; i < Math.max(successes, failures); i++) {
      if (i < failures) {
        outliers.report(endpoint, Outcome.FAILURE, 0, 0);
      }
      if (i < successes) {
        outliers.report(endpoint, Outcome.SUCCESS, 0, 0);
      }
    }
  }

  @Test
  void failuresInARowEject() {
    outliers.use(endpoints(4), 0);
    assertThat(report("e0", Outcome.FAILURE, 4, 1)).isNull();
    assertThat(report("e0", Outcome.SUCCESS, 1, 1)).isNull();
    assertThat(report("e0", Outcome.FAILURE, 5, 1))
        .isEqualTo(new Ejected<>("e0", Cause.FAILURES, 30 * SECOND));
    assertThat(outliers.admits("e0", 1)).isFalse();
    assertThat(outliers.admits("e1", 1)).isTrue();
  }

  @Test
  void gatewayAndLocalFailuresHaveTheirOwnCounts() {
    outliers.use(endpoints(4), 0);
    assertThat(report("e0", Outcome.GATEWAY_FAILURE, 2, 1)).isNull();
    assertThat(report("e0", Outcome.FAILURE, 1, 1)).isNull();
    assertThat(report("e0", Outcome.LOCAL_FAILURE, 1, 1)).isNull();
    assertThat(report("e0", Outcome.SUCCESS, 1, 1)).isNull();
    assertThat(report("e0", Outcome.GATEWAY_FAILURE, 3, 1))
        .isEqualTo(new Ejected<>("e0", Cause.GATEWAY_FAILURES, 30 * SECOND));
    assertThat(report("e1", Outcome.LOCAL_FAILURE, 2, 1))
        .isEqualTo(new Ejected<>("e1", Cause.LOCAL_FAILURES, 30 * SECOND));
  }

  @Test
  void noMoreThanTheShareIsEjectedButAlwaysOne() {
    outliers.use(endpoints(3), 0);
    assertThat(report("e0", Outcome.LOCAL_FAILURE, 2, 1)).isNotNull();
    assertThat(report("e1", Outcome.LOCAL_FAILURE, 2, 1)).isNotNull(); // 0.5 x 3, rounded up
    assertThat(report("e2", Outcome.LOCAL_FAILURE, 9, 1)).isNull();
    assertThat(outliers.ejected("e2")).isFalse();

    outliers.use(endpoints(1), 0);
    assertThat(outliers.ejected("e0")).isTrue();
  }

  @Test
  void theSuccessRateIsComparedWithTheOthers() {
    outliers.use(endpoints(6), 0);
    IntStream.range(0, 5).forEach(i -> calls("e" + i, 100, 0));
    calls("e5", 90, 10);
    // mean 0.98333, deviation 0.03727: 0.98333 - 1.9 x 0.03727 = 0.91253 > 0.9
    assertThat(outliers.tick(10 * SECOND - 1)).isEmpty();
    assertThat(outliers.tick(10 * SECOND))
        .containsExactly(new Ejected<>("e5", Cause.SUCCESS_RATE, 30 * SECOND));
  }

  @Test
  void aSuccessRateOfFewCallsOrFewEndpointsSaysNothing() {
    outliers.use(endpoints(6), 0);
    IntStream.range(0, 4).forEach(i -> calls("e" + i, 100, 0));
    calls("e4", 89, 10);
    calls("e5", 89, 10);
    assertThat(outliers.tick(10 * SECOND)).isEmpty();
    IntStream.range(0, 5).forEach(i -> calls("e" + i, 99, 0));
    assertThat(outliers.tick(20 * SECOND)).as("calls of the last interval only").isEmpty();
  }

  @Test
  void aShareOfFailuresEjectsWhateverTheOthersDo() {
    Outliers<String> patient =
        new Outliers<>(
            new OutlierRules(
                0,
                0,
                0,
                SECOND,
                RULES.successRate(),
                RULES.failureShare(),
                RULES.latency(),
                RULES.ejection()),
            new Random(1),
            0);
    patient.use(endpoints(4), 0);
    for (int i = 0; i < 20; i++) {
      patient.report("e0", i < 17 ? Outcome.FAILURE : Outcome.SUCCESS, 0, 0); // 85 %
      patient.report("e1", i < 16 ? Outcome.FAILURE : Outcome.SUCCESS, 0, 0); // 80 %
    }
    IntStream.range(0, 9).forEach(i -> patient.report("e2", Outcome.FAILURE, 0, 0));
    assertThat(patient.tick(SECOND))
        .containsExactly(new Ejected<>("e0", Cause.FAILURE_SHARE, 30 * SECOND));
  }

  @Test
  void theSlowAreComparedWithTheMedianOfTheOthers() {
    outliers.use(endpoints(4), 0);
    long[] latencies = {20, 30, 40, 90};
    for (int i = 0; i < 4; i++) {
      for (int call = 0; call < 10; call++) {
        outliers.report("e" + i, Outcome.SUCCESS, latencies[i] * MILLI, SECOND);
      }
    }
    assertThat(outliers.tick(10 * SECOND)).as("90 is not more than 3 x 30").isEmpty();
    for (int call = 0; call < 10; call++) {
      outliers.report("e0", Outcome.SUCCESS, 20 * MILLI, 11 * SECOND);
      outliers.report("e1", Outcome.SUCCESS, 30 * MILLI, 11 * SECOND);
      outliers.report("e2", Outcome.SUCCESS, 40 * MILLI, 11 * SECOND);
      outliers.report("e3", Outcome.SUCCESS, 92 * MILLI, 11 * SECOND);
    }
    assertThat(outliers.tick(20 * SECOND))
        .containsExactly(new Ejected<>("e3", Cause.LATENCY, 30 * SECOND));
  }

  @Test
  void slowIsNotOnlyRelative() {
    outliers.use(endpoints(3), 0);
    for (int call = 0; call < 10; call++) {
      outliers.report("e0", Outcome.SUCCESS, MILLI, SECOND);
      outliers.report("e1", Outcome.SUCCESS, MILLI, SECOND);
      outliers.report("e2", Outcome.SUCCESS, 50 * MILLI, SECOND);
    }
    assertThat(outliers.tick(10 * SECOND)).isEmpty();
  }

  @Test
  void anEndpointComesBackByProbes() {
    outliers.use(endpoints(4), 0);
    report("e0", Outcome.LOCAL_FAILURE, 2, 0);
    assertThat(outliers.tick(30 * SECOND - 1)).isEmpty();
    assertThat(outliers.admits("e0", 30 * SECOND - 1)).isFalse();
    long now = 30 * SECOND;
    assertThat(outliers.tick(now)).containsExactly(new Probing<>("e0"));

    assertThat(outliers.admits("e0", now)).isTrue();
    outliers.begin("e0", now);
    assertThat(outliers.admits("e0", now)).as("one at first").isFalse();
    assertThat(outliers.report("e0", Outcome.SUCCESS, 0, now)).isNull();
    outliers.begin("e0", now);
    assertThat(outliers.admits("e0", now)).as("then two").isTrue();
    outliers.begin("e0", now);
    assertThat(outliers.admits("e0", now)).isFalse();
    assertThat(outliers.report("e0", Outcome.SUCCESS, 0, now)).isNull();
    assertThat(outliers.report("e0", Outcome.SUCCESS, 0, now)).isEqualTo(new Returned<>("e0"));
    assertThat(outliers.admits("e0", now)).isTrue();
    assertThat(outliers.ejected("e0")).isFalse();
  }

  @Test
  void aProbeThatIsLostDoesNotBlockForEver() {
    outliers.use(endpoints(4), 0);
    report("e0", Outcome.LOCAL_FAILURE, 2, 0);
    outliers.tick(30 * SECOND);
    outliers.begin("e0", 30 * SECOND);
    outliers.forget("e0");
    assertThat(outliers.admits("e0", 30 * SECOND)).isTrue();
    outliers.begin("e0", 30 * SECOND);
    assertThat(outliers.admits("e0", 60 * SECOND - 1)).isFalse();
    assertThat(outliers.admits("e0", 60 * SECOND)).isTrue();
  }

  @Test
  void theTimeGrowsWithEachEjectionAndShrinksWhileAllIsWell() {
    outliers.use(endpoints(4), 0);
    assertThat(report("e0", Outcome.LOCAL_FAILURE, 2, 0))
        .isEqualTo(new Ejected<>("e0", Cause.LOCAL_FAILURES, 30 * SECOND));
    outliers.tick(30 * SECOND);
    assertThat(report("e0", Outcome.FAILURE, 1, 30 * SECOND))
        .isEqualTo(new Ejected<>("e0", Cause.PROBE_FAILED, 60 * SECOND));
    outliers.tick(90 * SECOND);
    assertThat(report("e0", Outcome.FAILURE, 1, 90 * SECOND))
        .isEqualTo(new Ejected<>("e0", Cause.PROBE_FAILED, 70 * SECOND)); // at most
    assertThat(outliers.absolve("e0", 100 * SECOND)).isEqualTo(new Returned<>("e0"));
    outliers.tick(110 * SECOND);
    outliers.tick(120 * SECOND);
    assertThat(report("e0", Outcome.LOCAL_FAILURE, 2, 120 * SECOND))
        .isEqualTo(new Ejected<>("e0", Cause.LOCAL_FAILURES, 60 * SECOND)); // 3 - 2 + 1
  }

  @Test
  void callsThatBeganBeforeDoNotCount() {
    outliers.use(endpoints(4), 0);
    report("e0", Outcome.LOCAL_FAILURE, 2, 0);
    assertThat(outliers.report("e0", Outcome.SUCCESS, 0, 1)).isNull();
    outliers.tick(30 * SECOND);
    assertThat(outliers.report("e0", Outcome.LOCAL_FAILURE, 2 * SECOND, 31 * SECOND)).isNull();
    assertThat(outliers.admits("e0", 31 * SECOND)).isTrue();
    assertThat(outliers.report("e0", Outcome.LOCAL_FAILURE, SECOND, 31 * SECOND)).isNotNull();
  }

  @Test
  void theJitterIsAddedAndNeverMoreThanAllowed() {
    Outliers<String> jittered = new Outliers<>(OutlierRules.USUAL, new Random(1), 0);
    jittered.use(endpoints(100), 0);
    for (int i = 0; i < 50; i++) {
      Decision<String> decision = null;
      for (int call = 0; call < 5; call++) {
        decision = jittered.report("e" + i, Outcome.FAILURE, 0, 0);
      }
      assertThat(decision)
          .isInstanceOfSatisfying(
              Ejected.class,
              ejected -> assertThat(ejected.nanos()).isBetween(30 * SECOND, 33 * SECOND));
    }
  }

  @Test
  void strangersAreAdmittedAndWhoIsGoneIsForgotten() {
    assertThat(outliers.report("x", Outcome.FAILURE, 0, 0)).isNull();
    assertThat(outliers.admits("x", 0)).isTrue();
    outliers.use(endpoints(2), 0);
    report("e0", Outcome.LOCAL_FAILURE, 2, 0);
    outliers.use(List.of("e1", "e2"), 0);
    assertThat(report("e1", Outcome.LOCAL_FAILURE, 2, 0)).as("there is room again").isNotNull();
    assertThat(outliers.ejected("e0")).isFalse();
    assertThat(outliers.absolve("e2", 0)).isNull();
  }

  @Test
  void impossibleRulesAreRefused() {
    assertThatThrownBy(() -> new Ejection(0, 1, 0, 0.5, 1)).hasMessageContaining("not 0 ns");
    assertThatThrownBy(() -> new Ejection(2, 1, 0, 0.5, 1)).hasMessageContaining("not 2 ns, 1 ns");
    assertThatThrownBy(() -> new Ejection(1, 1, 0, 1.5, 1)).hasMessageContaining("not 1.5 and 1");
    assertThatThrownBy(() -> new Ejection(1, 1, 0, 0.5, 0)).hasMessageContaining("0.5 and 0");
  }
}
