package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamAgesTest {
  private static final long MILLI = 1_000_000;
  private static final long START = -7 * MILLI;

  private final StreamAges ages = new StreamAges();

  @Test
  void aStreamIsYoungForFourToFiveMilliseconds() {
    ages.opened(1, START);
    ages.opened(3, START + 2 * MILLI);
    assertThat(ages.young(1, START)).isTrue();
    assertThat(ages.young(1, START + 4 * MILLI - 1)).isTrue();
    assertThat(ages.young(1, START + 5 * MILLI)).isFalse();
    assertThat(ages.young(3, START + 5 * MILLI)).isTrue();
    assertThat(ages.young(3, START + 7 * MILLI)).isFalse();
  }

  @Test
  void aLongPauseMakesAllStreamsOld() {
    ages.opened(9, START);
    assertThat(ages.young(9, START + 60_000 * MILLI)).isFalse();
    ages.opened(11, START + 60_000 * MILLI);
    assertThat(ages.young(9, START + 60_000 * MILLI)).isFalse();
    assertThat(ages.young(11, START + 60_001 * MILLI)).isTrue();
  }

  @Test
  void trailersDoNotMakeAStreamYoungAgain() {
    ages.opened(5, START);
    ages.opened(5, START + 10 * MILLI);
    assertThat(ages.young(5, START + 10 * MILLI)).isFalse();
  }
}
