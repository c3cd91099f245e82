package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {
  @ParameterizedTest
  @CsvSource({
    "0B,0",
    "7B,7",
    "2kB,2000",
    "2MB,2000000",
    "2GB,2000000000",
    "2TB,2000000000000",
    "64KiB,65536",
    "4MiB,4194304",
    "1GiB,1073741824",
    "1TiB,1099511627776"
  })
  void aSizeIsAWholeNumberOfItsUnit(String text, long bytes) {
    assertThat(Size.parse(text)).isEqualTo(Size.of(bytes));
  }

  @Test
  void whatASizeIsPrintedAsIsReadAsTheSameSize() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Size size = Size.of(random.nextLong(1L << 20) << random.nextInt(40));
      assertThat(Size.parse(size.toString())).isEqualTo(size);
    }
    assertThat(Size.of(65536)).hasToString("64KiB");
    assertThat(Size.of(1000)).hasToString("1000B");
    assertThat(Size.of(0)).hasToString("0B");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "B", "5 B", "5b", "5KB", "5K", "5Ki", "-5B", "1.5MiB", "9000000TiB"})
  void everythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Size.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a size such as \"64KiB\", found \"" + text + "\"");
  }

  @Test
  void aSizeIsNotNegative() {
    assertThatThrownBy(() -> Size.of(-1)).hasMessage("a size is not negative, but this is -1");
  }
}
