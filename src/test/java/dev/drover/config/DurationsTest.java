package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  @Test
  void aDurationIsAWholeNumberOfItsUnit() {
    Random random = new Random(1);
    MILLIS.forEach(
        (unit, millis) -> {
          for (int i = 0; i < 200; i++) {
            long count = random.nextLong(Durations.LONGEST.toMillis() / millis + 1);
            assertThat(Durations.read(count + unit)).contains(Duration.ofMillis(count * millis));
          }
        });
  }

  @Test
  void theLongestIsAHundredYearsAndFitsNanoseconds() {
    assertThat(Durations.read("36500d").orElseThrow().toNanos()).isPositive();
    assertThat(Durations.read("36501d")).isEmpty();
    assertThat(Durations.read("999999999999999d")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "5", "s", "5 s", " 5s", "5s ", "5S", "-5s", "+5s", "1.5s", "5us", "1m30s", "5sec", "٥s"
      })
  void everythingElseIsRefused(String text) {
    assertThat(Durations.read(text)).isEmpty();
  }
}
