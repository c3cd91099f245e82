package dev.drover.limit;

import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.limit.HealthThreshold.Rules;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HealthThresholdTest {
  private static final Rules RULES = new Rules(2, 3, 10 * SECOND, 0.1);

  @Test
  void theFirstCheckDecidesAtOnce() {
    HealthThreshold unhealthy = new HealthThreshold(RULES, false);
    assertThat(unhealthy.healthy()).isFalse();
    assertThat(unhealthy.checked(true)).isTrue();
    assertThat(unhealthy.healthy()).isTrue();

    HealthThreshold healthy = new HealthThreshold(RULES, true);
    assertThat(healthy.checked(false)).isTrue();
    assertThat(healthy.healthy()).isFalse();
  }

  @Test
  void laterItTakesSeveralInARow() {
    HealthThreshold health = new HealthThreshold(RULES, true);
    assertThat(health.checked(true)).isFalse();
    assertThat(health.checked(false)).isFalse();
    assertThat(health.checked(false)).isFalse();
    assertThat(health.checked(true)).isFalse();
    assertThat(health.checked(false)).isFalse();
    assertThat(health.checked(false)).isFalse();
    assertThat(health.healthy()).isTrue();
    assertThat(health.checked(false)).isTrue();
    assertThat(health.healthy()).isFalse();
    assertThat(health.checked(true)).isFalse();
    assertThat(health.checked(false)).isFalse();
    assertThat(health.checked(true)).isFalse();
    assertThat(health.checked(true)).isTrue();
    assertThat(health.healthy()).isTrue();
  }

  @Test
  void checksAreSpreadOut() {
    HealthThreshold health = new HealthThreshold(RULES, true);
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(health.next(random)).isBetween(9 * SECOND, 11 * SECOND);
      assertThat(health.first(random)).isBetween(0L, 10 * SECOND - 1);
    }
    assertThat(new HealthThreshold(new Rules(1, 1, SECOND, 0), true).next(random))
        .isEqualTo(SECOND);
  }

  @Test
  void impossibleRulesAreRefused() {
    assertThatThrownBy(() -> new Rules(0, 1, 1, 0)).hasMessageContaining("not 0, 1 and 1 ns");
    assertThatThrownBy(() -> new Rules(1, 1, 1, 2)).hasMessageContaining("not 2.0");
  }
}
