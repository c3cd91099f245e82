package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.limit.Backoff.Jitter;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Backoff}, {@link RetryThrottle}, {@link RetryBudget}, {@link Pushback}. */
class RetryTest {
  @ParameterizedTest
  @CsvSource({"1, 25", "2, 50", "3, 100", "4, 200", "5, 250", "6, 250", "5000, 250"})
  void theWaitGrowsUpToItsMaximum(int failures, long millis) {
    Backoff backoff = new Backoff(25 * MILLI, 250 * MILLI, 2, Jitter.NONE);
    assertThat(backoff.nanos(failures, new Random(1))).isEqualTo(millis * MILLI);
  }

  @Test
  void fullJitterTakesAnyPartOfIt() {
    RandomGenerator random = new Random(1);
    long sum = 0;
    for (int i = 0; i < 10_000; i++) {
      long nanos = Backoff.USUAL.nanos(3, random);
      assertThat(nanos).isBetween(0L, 100 * MILLI);
      sum += nanos;
    }
    assertThat(sum / 10_000.0 / MILLI).isCloseTo(50, within(1.5)); // 5 standard deviations
  }

  @Test
  void grpcTakesAFifthMoreOrLess() {
    Backoff backoff = new Backoff(100 * MILLI, SECOND, 2, Jitter.GRPC);
    RandomGenerator random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(backoff.nanos(1, random)).isBetween(80 * MILLI, 120 * MILLI);
    }
  }

  @Test
  void impossibleWaitsAreRefused() {
    assertThatThrownBy(() -> new Backoff(2, 1, 2, Jitter.FULL)).hasMessageContaining("2 ns, 1 ns");
    assertThatThrownBy(() -> new Backoff(1, 1, 0.5, Jitter.FULL)).hasMessageContaining("0.5");
  }

  /** SEEDS 0.17: bucket of 10, stop at 5. */
  @Test
  void theThrottleStopsAtHalf() {
    RetryThrottle throttle = new RetryThrottle(10, 0.1);
    int attempts = 0;
    for (int call = 0; call < 100; call++) {
      for (int attempt = 1; attempt <= 4; attempt++) {
        attempts++;
        throttle.failure();
        if (!throttle.allows()) {
          break;
        }
      }
    }
    assertThat(attempts).isEqualTo(103);
    assertThat(throttle.tokens()).isZero();
    for (int i = 0; i < 50; i++) {
      assertThat(throttle.allows()).isFalse();
      throttle.success();
    }
    assertThat(throttle.tokens()).isEqualTo(5);
    assertThat(throttle.allows()).isFalse();
    throttle.success();
    assertThat(throttle.allows()).isTrue();
    for (int i = 0; i < 1000; i++) {
      throttle.success();
    }
    assertThat(throttle.tokens()).isEqualTo(10);
  }

  @Test
  void impossibleThrottlesAreRefused() {
    assertThatThrownBy(() -> new RetryThrottle(1001, 1)).hasMessageContaining("not 1001");
    assertThatThrownBy(() -> new RetryThrottle(1, 0.0001)).hasMessageContaining("1.0E-4");
  }

  @Test
  void theBudgetIsAShareOfTheRequests() {
    RetryBudget budget = new RetryBudget(0.2, 0, 10 * SECOND);
    for (int i = 0; i < 100; i++) {
      budget.request(0);
    }
    assertThat(budget.left(0)).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      assertThat(budget.retry(SECOND)).isTrue();
    }
    assertThat(budget.retry(SECOND)).isFalse();
    for (int i = 0; i < 100; i++) {
      budget.request(5 * SECOND);
    }
    assertThat(budget.left(5 * SECOND)).isEqualTo(20);
    assertThat(budget.left(10 * SECOND)).as("the first requests are over").isZero();
    assertThat(budget.left(11 * SECOND)).as("the retries, too").isEqualTo(20);
    assertThat(budget.left(15 * SECOND)).isZero();
  }

  @Test
  void aQuietUpstreamHasSomeRetriesForFree() {
    RetryBudget budget = new RetryBudget(0.2, 0.3, 10 * SECOND);
    assertThat(budget.retry(0)).isTrue();
    assertThat(budget.retry(0)).isTrue();
    assertThat(budget.retry(0)).isTrue();
    assertThat(budget.retry(0)).isFalse();
    assertThat(budget.retry(10 * SECOND - 1)).isFalse();
    assertThat(budget.retry(10 * SECOND)).isTrue();
    assertThat(budget.left(1000 * SECOND)).isEqualTo(3);
  }

  @Test
  void impossibleBudgetsAreRefused() {
    assertThatThrownBy(() -> new RetryBudget(-0.1, 1, SECOND)).hasMessageContaining("-0.1");
    assertThatThrownBy(() -> new RetryBudget(0.1, 1, 9)).hasMessageContaining("9 ns");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "200, 200", "2147483647, 2147483647"})
  void aPushbackIsAWait(String value, long millis) {
    assertThat(Pushback.parse(value)).isEqualTo(new Pushback(millis * MILLI));
    assertThat(Pushback.parse(value).stops()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-200", "", " 5", "1.5", "2147483648", "soon"})
  void aPushbackThatIsNoneStops(String value) {
    assertThat(Pushback.parse(value).stops()).isTrue();
  }
}
