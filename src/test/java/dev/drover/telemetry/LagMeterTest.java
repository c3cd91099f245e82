package dev.drover.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagMeterTest {
  private static final long SECOND = 1_000_000_000L;
  private final LagMeter meter = new LagMeter();

  private void tick(long due, long lag) {
    meter.expect(due);
    meter.ticked(due + lag);
    meter.expect(Long.MAX_VALUE / 2);
  }

  @Test
  void theWorstTickIsRemembered() {
    tick(SECOND, 3);
    tick(2 * SECOND, 70);
    tick(3 * SECOND, 5);
    assertThat(meter.worst(4 * SECOND)).isEqualTo(70);
  }

  @Test
  void theWorstTickIsForgottenAfterAMinute() {
    tick(SECOND, 70);
    tick(40 * SECOND, 5);
    assertThat(meter.worst(40 * SECOND)).isEqualTo(70);
    tick(80 * SECOND, 4);
    assertThat(meter.worst(80 * SECOND)).isEqualTo(5);
  }

  @Test
  void aLoopThatHangsShowsWhileItHangs() {
    meter.expect(SECOND);
    assertThat(meter.worst(9 * SECOND)).isEqualTo(8 * SECOND);
    meter.stop();
    assertThat(meter.worst(9 * SECOND)).isZero();
  }

  @Test
  void anEarlyTickHasNoLag() {
    meter.expect(SECOND);
    meter.ticked(SECOND - 1);
    assertThat(meter.histogram().count(0)).isEqualTo(1);
    assertThat(meter.histogram().sum()).isZero();
  }
}
