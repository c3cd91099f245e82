package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000;
  private static final long START = Long.MIN_VALUE + 5;

  @Test
  void aBurstAndThenTheRate() {
    TokenBucket bucket = new TokenBucket(3, 2);
    assertThat(bucket.take(START)).isTrue();
    assertThat(bucket.take(START)).isTrue();
    assertThat(bucket.take(START)).isTrue();
    assertThat(bucket.take(START)).isFalse();
    assertThat(bucket.take(START + SECOND / 2 - 1)).isFalse();
    assertThat(bucket.take(START + SECOND / 2)).isTrue();
    assertThat(bucket.take(START + SECOND / 2)).isFalse();
  }

  @Test
  void itNeverHoldsMoreThanItsCapacity() {
    TokenBucket bucket = new TokenBucket(3, 2);
    assertThat(bucket.take(START)).isTrue();
    assertThat(bucket.available(START + 100 * SECOND)).isEqualTo(3);
  }

  @Test
  void timeThatGoesBackGivesNothing() {
    TokenBucket bucket = new TokenBucket(1, 1);
    assertThat(bucket.take(SECOND)).isTrue();
    assertThat(bucket.take(0)).isFalse();
    assertThat(bucket.available(2 * SECOND)).isEqualTo(1);
  }

  @Test
  void impossibleBucketsAreRefused() {
    assertThatThrownBy(() -> new TokenBucket(0, 1)).hasMessageContaining("0.0 and 1.0");
    assertThatThrownBy(() -> new TokenBucket(1, -1)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new TokenBucket(Double.NaN, 1)).hasMessageContaining("NaN");
  }
}
