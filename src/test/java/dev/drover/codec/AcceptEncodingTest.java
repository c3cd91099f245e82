package dev.drover.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | gzip",
        "x-gzip | gzip",
        "GZIP | gzip",
        "gzip, deflate, br, zstd | zstd",
        "deflate, gzip | gzip",
        "gzip;q=0.5, deflate;q=0.9 | deflate",
        "gzip;q=0, deflate;q=0.1 | deflate",
        "* | zstd",
        "*;q=0.2, gzip;q=0.9 | gzip",
        "zstd;q=0, * | gzip",
        "gzip;q=0.5, identity | ",
        "identity;q=0.5, gzip | gzip",
        "br | ",
        "identity | ",
        "gzip;q=0 | ",
        "gzip;q=x | ",
        "'' | "
      })
  void theBestIsChosen(String accepted, String coding) {
    List<String> offers = List.of("zstd", "gzip", "deflate");
    assertThat(AcceptEncoding.choose(accepted, offers)).isEqualTo(coding);
    assertThat(AcceptEncoding.choose(null, offers)).isNull();
  }
}
