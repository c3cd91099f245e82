package dev.drover.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like",
      })
  void takesWhatTheSpecificationAllows(String value) {
    assertThat(Traceparent.valid(value)).isTrue();
    assertThat(Traceparent.traceId(value)).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      })
  void refusesAllElse(String value) {
    assertThat(Traceparent.valid(value)).isFalse();
  }

  @Test
  void theLastBitSaysWhetherItIsSampled() {
    String start = "00-" + TRACE + "-00f067aa0ba902b7-";
    assertThat(Traceparent.sampled(start + "01")).isTrue();
    assertThat(Traceparent.sampled(start + "03")).isTrue();
    assertThat(Traceparent.sampled(start + "02")).isFalse();
    assertThat(Traceparent.sampled(start + "00")).isFalse();
  }

  @Test
  void aNewOneIsValidAndNotSampledAndDifferentEachTime() {
    String one = Traceparent.unsampled();
    assertThat(Traceparent.valid(one)).isTrue();
    assertThat(Traceparent.sampled(one)).isFalse();
    assertThat(Traceparent.unsampled()).isNotEqualTo(one);
  }
}
