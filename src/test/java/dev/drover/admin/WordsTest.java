package dev.drover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void durationsAreInTheHandiestUnit() {
    assertThat(Words.duration(0)).isEqualTo("0 ms");
    assertThat(Words.duration(0.0025)).isEqualTo("2.5 ms");
    assertThat(Words.duration(0.25)).isEqualTo("250 ms");
    assertThat(Words.duration(5)).isEqualTo("5 s");
    assertThat(Words.duration(48.2)).isEqualTo("48.2 s");
    assertThat(Words.duration(600)).isEqualTo("10 min 0 s");
    assertThat(Words.duration(7260)).isEqualTo("2 h 1 min");
    assertThat(Words.duration(187_200)).isEqualTo("2 days 4 h");
    assertThat(Words.duration(Double.POSITIVE_INFINITY)).isEqualTo("> 10 s");
  }

  @Test
  void sharesKeepTheirSmallestPartVisible() {
    assertThat(Words.share(0, 10)).isEqualTo("0 %");
    assertThat(Words.share(1, 8)).isEqualTo("12.50 %");
    assertThat(Words.share(1, 1_000_000)).isEqualTo("< 0.01 %");
  }
}
