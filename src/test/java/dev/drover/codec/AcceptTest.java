package dev.drover.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
  private static final List<String> OFFERS =
      List.of("application/json", "application/x-ndjson", "text/event-stream");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|0",
        "application/*|0",
        "text/event-stream|2",
        "text/event-stream, */*|2",
        "*/*, application/x-ndjson|1",
        "application/x-ndjson, text/event-stream|1",
        "text/*|2",
        "application/json;q=0.5, application/x-ndjson|1",
        "APPLICATION/X-NDJSON; charset=utf-8|1",
        "application/json;q=0, */*|1",
        "text/html, application/xhtml+xml, */*;q=0.8|0",
        "text/html|-1",
        "application/json;q=0|-1",
        "application/json;q=x|-1",
        "application/jso|-1",
        "*|0"
      })
  void choosesWhatTheClientLikesBest(String accept, int offer) {
    assertThat(Accept.choose(accept, OFFERS)).isEqualTo(offer);
  }

  @Test
  void withoutTheHeaderTheFirstOfferIsAsGoodAsAny() {
    assertThat(Accept.choose(null, OFFERS)).isZero();
    assertThat(Accept.choose("", OFFERS)).isZero();
  }
}
