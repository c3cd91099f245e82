package dev.drover.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ConfigReader;
import dev.drover.exchange.Wheel;
import dev.drover.testing.FakeClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CheckerTest {
  private static final Duration TICK = Duration.ofMillis(1);

  private final FakeClock clock = new FakeClock();
  private final Wheel wheel = new Wheel(clock, TICK.toNanos(), 64, when -> {});
  private final List<Verdict> verdicts = new ArrayList<>();
  private final Scripted check = new Scripted();

  /** A check whose looks end when the test says so. */
  private static final class Scripted implements Check {
    final List<Promise<Void>> looks = new ArrayList<>();
    Consumer<String> told = trouble -> {};
    int abandoned;

    @Override
    public Future<Void> look() {
      looks.add(Promise.promise());
      return looks.get(looks.size() - 1).future();
    }

    @Override
    public void abandon() {
      abandoned++;
    }

    @Override
    public void whenTold(Consumer<String> listener) {
      told = listener;
    }
  }

  private Checker checker(double chance) {
    HealthConfig config =
        ConfigReader.plain(
            HealthConfig.class,
            """
                {"tcp": {}, "interval": "100ms", "timeout": "40ms", "jitter": 20,
                 "healthyAfter": 2, "unhealthyAfter": 2}
                """,
            "test");
    Checker checker = new Checker(config, check, wheel, () -> chance, verdicts::add);
    checker.start();
    return checker;
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      clock.advance(TICK);
      wheel.advance();
    }
  }

  private void good() {
    check.looks.get(check.looks.size() - 1).complete();
  }

  private void bad() {
    check.looks.get(check.looks.size() - 1).fail("bad");
  }

  @Test
  void theFirstCheckIsSomewhereInTheFirstInterval() {
    checker(0.5);
    pass(49);
    assertThat(check.looks).isEmpty();
    pass(1);
    assertThat(check.looks).hasSize(1);
  }

  @Test
  void anIntervalIsLongerByItsShareOfChance() {
    checker(0.5);
    pass(50);
    good();
    pass(109);
    assertThat(check.looks).hasSize(1);
    pass(1);
    assertThat(check.looks).hasSize(2);
  }

  @Test
  void theNextCheckWaitsForTheEndOfTheOneBefore() {
    checker(0);
    pass(1);
    pass(39);
    assertThat(check.looks).hasSize(1);
    assertThat(check.abandoned).isZero();
  }

  @Test
  void aCheckThatTakesTooLongIsGivenUpAndBad() {
    Checker checker = checker(0);
    pass(1);
    pass(40);
    assertThat(check.abandoned).isEqualTo(1);
    assertThat(checker.verdict())
        .isEqualTo(new Verdict(true, false, "it gave no answer within 40 ms"));
  }

  @Test
  void whatAnAbandonedCheckSaysLaterIsNotHeard() {
    Checker checker = checker(0);
    pass(1);
    pass(40);
    good();
    assertThat(checker.verdict().healthy()).isFalse();
    pass(60);
    assertThat(check.looks).hasSize(2);
  }

  @Test
  void onlyTurnsAreTold() {
    checker(0);
    pass(1);
    good();
    for (int i = 0; i < 2; i++) {
      pass(100);
      bad();
    }
    for (int i = 0; i < 3; i++) {
      pass(100);
      good();
    }
    assertThat(verdicts)
        .containsExactly(new Verdict(true, false, "bad"), new Verdict(true, true, ""));
  }

  @Test
  void whatTheEndpointSaysUnaskedCountsAtOnce() {
    checker(0);
    check.told.accept("it says that it is NOT_SERVING");
    assertThat(verdicts).hasSize(1);
  }

  @Test
  void nothingHappensAfterTheEnd() {
    Checker checker = checker(0);
    pass(1);
    checker.stop();
    bad();
    check.told.accept("bad");
    pass(500);
    assertThat(check.looks).hasSize(1);
    assertThat(check.abandoned).isEqualTo(1);
    assertThat(verdicts).isEmpty();
    assertThat(wheel.armed()).isZero();
  }
}
