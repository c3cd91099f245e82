package dev.drover.filter.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max-age=60 | 60",
        "MAX-AGE=60 | 60",
        "public,max-age=60 | 60",
        " , max-age = 60 ,, | 60",
        "max-age=\"60\" | 60",
        "max-age=60, max-age=5 | 60",
        "x=\"a, max-age=1\", max-age=60 | 60",
        "x=\"a \\\", max-age=1\", max-age=60 | 60",
        "max-age=99999999999999 | 2147483647",
        "max-age=4294967296 | 2147483647",
        "max-age=-1 | 0",
        "max-age=1.5 | 0",
        "max-age | 0",
        "max-age= | 0",
        "s-max-age=3 | -1",
        "no-cache | -1",
        "`` | -1"
      })
  void secondsAreRead(String value, long seconds) {
    assertThat(CacheControl.parse(List.of(value)).seconds("max-age")).isEqualTo(seconds);
  }

  @Test
  void severalFieldsAreOne() {
    CacheControl said = CacheControl.parse(List.of("no-cache=\"set-cookie\"", "Private"));
    assertThat(said.has("no-cache")).isTrue();
    assertThat(said.has("private")).isTrue();
    assertThat(said.has("public")).isFalse();
  }
}
