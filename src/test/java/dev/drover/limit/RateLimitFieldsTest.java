package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitFieldsTest {
  private static final long NOW = 1_700_000_000;

  private static RateLimitFields seconds(long remaining, long seconds) {
    return new RateLimitFields(remaining, TimeUnit.SECONDS.toNanos(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"default\";r=50;t=30 | 50 | 30",
        "\"a, b;r=9\";r=0;t=7;pk=:eA==: | 0 | 7",
        "\"day\";r=100;t=3600, \"second\";r=0;t=1 | 0 | 1",
        "\"x\";r=0;t=1, \"y\";r=0;t=9 | 0 | 9",
        "limit=100, remaining=5, reset=12 | 5 | 12",
        "\"default\"; t=30; r=2 | 2 | 30"
      })
  void theQuotaNearestToItsEndCounts(String field, long remaining, long reset) {
    assertThat(RateLimitFields.of(Map.of("ratelimit", field)::get, NOW))
        .isEqualTo(seconds(remaining, reset));
  }

  @Test
  void olderFieldsAreRead() {
    assertThat(
            RateLimitFields.of(
                Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", "60")::get, NOW))
        .isEqualTo(seconds(0, 60));
    assertThat(
            RateLimitFields.of(
                Map.of("x-ratelimit-remaining", "3", "x-ratelimit-reset", "" + (NOW + 5))::get,
                NOW))
        .isEqualTo(seconds(3, 5));
    assertThat(
            RateLimitFields.of(
                Map.of("ratelimit-remaining", "1", "ratelimit-reset", "2")::get, NOW))
        .isEqualTo(seconds(1, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "ratelimit,\"a\";r=1",
    "ratelimit,x",
    "x-ratelimit-remaining,0",
    "ratelimit,r=-1;t=1"
  })
  void whatSaysTooLittleSaysNothing(String name, String value) {
    assertThat(RateLimitFields.of(Map.of(name, value)::get, NOW)).isNull();
  }
}
