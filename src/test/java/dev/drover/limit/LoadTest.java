package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LoadTest {
  private static final long TAU = 1000;
  private final Load load = new Load(TAU, 0);

  private void call(long began, long ended) {
    load.begin(began);
    load.end(ended, ended - began);
  }

  @Test
  void aPeakCountsAtOnceAndFadesSlowly() {
    call(0, 100);
    assertThat(load.latency(100)).isEqualTo(100);
    load.begin(100);
    load.begin(100);
    load.end(400, 300);
    assertThat(load.latency(400)).isEqualTo(300);
    load.end(1400, 100);
    assertThat(load.latency(1400)).isCloseTo(100 + 200 / Math.E, within(1e-9));
  }

  @Test
  void itDecaysWhileNothingIsInFlightAndOnlyThen() {
    call(0, 100);
    assertThat(load.latency(1100)).isCloseTo(100 / Math.E, within(1e-9));
    load.begin(1100);
    assertThat(load.latency(50_000)).isCloseTo(100 / Math.E, within(1e-9));
    load.end(50_000);
    assertThat(load.latency(51_000)).isCloseTo(100 / Math.E / Math.E, within(1e-9));
  }

  @Test
  void callsAreCounted() {
    load.begin(0);
    load.begin(0);
    load.end(1);
    assertThat(load.inFlight()).isEqualTo(1);
    assertThat(load.measured()).isFalse();
    load.end(1, 5);
    assertThat(load.measured()).isTrue();
    assertThatThrownBy(() -> load.end(1)).hasMessageContaining("had not begun");
    assertThat(load.inFlight()).isZero();
  }

  @Test
  void aServerThatIsBackIsLikeANewOne() {
    call(0, 100);
    load.restart(700);
    assertThat(load.since()).isEqualTo(700);
    assertThat(load.measured()).isFalse();
    assertThat(load.latency(700)).isZero();
  }

  @Test
  void timeThatGoesBackChangesNothing() {
    call(1000, 1100);
    assertThat(load.latency(0)).isEqualTo(100);
  }

  @Test
  void anAverageOverNoTimeIsRefused() {
    assertThatThrownBy(() -> new Load(0, 0)).hasMessageContaining("not 0 ns");
  }
}
