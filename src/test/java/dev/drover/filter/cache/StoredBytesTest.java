package dev.drover.filter.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredBytesTest {
  private static final long NOON = 1_700_000_000_000L;

  private static Stored stored(int status) {
    return new Stored(
        status,
        List.of(Map.entry("etag", "\"1\""), Map.entry("link", "a"), Map.entry("link", "b")),
        Map.of("accept-language", "de", "x-absent", ""),
        new byte[] {1, 2, 3},
        new Stored.Freshness(NOON, 7_000, 60_000, false, true, 5_000, 9_000),
        false);
  }

  @Test
  void anAnswerIsTheSameOnAnotherNodeAndItsAgeGoesOnWhateverTheClocks() {
    byte[] bytes = StoredBytes.of(stored(200), NOON + 3_000);
    long theirs = NOON - 86_400_000;

    Stored there = StoredBytes.parse(bytes, theirs, 500).orElseThrow();

    assertThat(there.fields()).isEqualTo(stored(200).fields());
    assertThat(there.vary()).isEqualTo(stored(200).vary());
    assertThat(there.content()).containsExactly(1, 2, 3);
    assertThat(there.told()).isTrue();
    assertThat(there.freshness().age(theirs)).isEqualTo(10_500);
    assertThat(there.freshness())
        .isEqualTo(new Stored.Freshness(theirs, 10_500, 60_000, false, true, 5_000, 9_000));
    assertThat(there.fits(there.asked())).isTrue();
  }

  @Test
  void whatIsNoAnswerIsNone() {
    assertThat(StoredBytes.parse(new byte[] {8, 127, 1, 2}, NOON, 0)).isEmpty();
    assertThat(StoredBytes.parse(new byte[0], NOON, 0)).isEmpty();
    assertThat(StoredBytes.parse(StoredBytes.of(stored(206), NOON), NOON, 0)).isEmpty();
  }
}
