package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHashTest {
  /** Published values of xxHash64 with seed 0. */
  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "abc, 44bc2cf5ad770999",
    "Nobody inspects the spammish repetition, fbcea83c8a378bf1"
  })
  void isXxHash64(String key, String hash) {
    assertThat(Long.toHexString(KeyHash.of(key))).isEqualTo(hash);
  }

  @Test
  void aSeedGivesAnotherHash() {
    byte[] key = "abc".getBytes(StandardCharsets.UTF_8);
    assertThat(KeyHash.of(key, 0)).isEqualTo(KeyHash.of("abc"));
    assertThat(KeyHash.of(key, 1)).isNotEqualTo(KeyHash.of("abc"));
  }
}
