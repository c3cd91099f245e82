package dev.drover.herd.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
  @Test
  void iamatIsAClientAPlaceAndAnExactTime() {
    assertThat(Command.parse("IAMAT kiwi +34.068930-118.445127 1621464827.959498503"))
        .contains(
            new Command.Iamat(
                "kiwi",
                new Position(
                    "+34.068930-118.445127",
                    new BigDecimal("34.068930"),
                    new BigDecimal("-118.445127")),
                "1621464827.959498503",
                1_621_464_827_959_498_503L));
  }

  @Test
  void whiteSpaceIsOfAnyKindAndLength() {
    assertThat(Command.parse("\t WHATSAT\u000b kiwi\f10  5 \r"))
        .contains(new Command.Whatsat("kiwi", BigDecimal.TEN, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "IAMAT",
        "iamat kiwi +1+1 1",
        "IAMAT kiwi +1+1",
        "IAMAT kiwi +1+1 1 1",
        "IAMAT kiwi 1+1 1",
        "IAMAT kiwi +1 1",
        "IAMAT kiwi +90.1+1 1",
        "IAMAT kiwi +1-180.1 1",
        "IAMAT kiwi +1.+1 1",
        "IAMAT kiwi +1+1 1.",
        "IAMAT kiwi +1+1 -1",
        "IAMAT kiwi +1+1 1e3",
        "IAMAT kiwi +1+1 1.0123456789",
        "IAMAT kiwi +1+1 9223372036",
        "WHATSAT kiwi 10",
        "WHATSAT kiwi 0 5",
        "WHATSAT kiwi 50.1 5",
        "WHATSAT kiwi 10 21",
        "WHATSAT kiwi 10 0",
        "WHATSAT kiwi -1 5",
        "WHATSAT kiwi 10 5.0",
        "WHATSAT kiwi ten 5",
        "AT Clark kiwi +1+1 1",
        "AT Clark x kiwi +1+1 1",
        "AT Clark +0.1 kiwi +1+1 1 1",
        "HELO"
      })
  void anythingElseIsNoCommand(String line) {
    assertThat(Command.parse(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+0.263873386", "-0.1", "+-0.1", "--3", "+5e-05", "0.5"})
  void theSkewOfAForeignServerIsKeptAsItIs(String skew) {
    String line = "AT Clark " + skew + " kiwi +34.068930-118.445127 1621464827.9594";
    assertThat(Command.parse(line))
        .get()
        .isInstanceOfSatisfying(
            Command.At.class, at -> assertThat(at.location().at()).isEqualTo(line));
  }

  @ParameterizedTest
  @CsvSource({
    "263873386, +0.263873386",
    "-1, -0.000000001",
    "0, +0.000000000",
    "-12000000000, -12.000000000",
    "9223372036854775807, +9223372036.854775807",
    "-9223372036854775808, -9223372036.854775808"
  })
  void skewsHaveASignAndNineDecimals(long nanos, String text) {
    assertThat(PosixTime.skew(nanos)).isEqualTo(text);
  }

  @Test
  void timesOfANanosecondApartDiffer() {
    assertThat(PosixTime.parse("1621464827.959498504").orElseThrow())
        .isEqualTo(PosixTime.parse("1621464827.959498503").orElseThrow() + 1);
    assertThat(PosixTime.parse("1621464827.9").orElseThrow()).isEqualTo(1_621_464_827_900_000_000L);
    assertThat(PosixTime.parse("9223372034.999999999")).isPresent();
  }
}
