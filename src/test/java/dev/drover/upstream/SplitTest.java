package dev.drover.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drover.config.ConfigReader;
import dev.drover.config.InvalidConfig;
import dev.drover.exchange.Exchange;
import dev.drover.testing.TestExchanges;
import java.util.function.DoubleSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final String CANARY =
      """
      {"to": [{"upstream": "v2", "header": {"name": "x-canary", "value": "1"}},
              {"upstream": "v1", "weight": 95}, {"upstream": "v2", "weight": 5}]%s}""";

  private static final DoubleSupplier NO_CHANCE =
      () -> {
        throw new AssertionError("chance was asked");
      };

  private static SplitConfig config(String json) {
    return ConfigReader.plain(SplitConfig.class, json, "test");
  }

  private static Split split(String json, DoubleSupplier random) {
    return new Split(
        "orders",
        config(json),
        name -> {
          throw new AssertionError("no other upstream is asked here");
        },
        random);
  }

  private static Exchange exchange(String... headers) {
    return TestExchanges.get("/", headers);
  }

  private static int picked(double chance) {
    return split(CANARY.formatted(""), () -> chance).pick(exchange());
  }

  @Test
  void theWeightsDivideChanceExactly() {
    assertThat(picked(0)).isEqualTo(1);
    assertThat(picked(Math.nextDown(0.95))).isEqualTo(1);
    assertThat(picked(0.95)).isEqualTo(2);
    assertThat(picked(Math.nextDown(1.0))).isEqualTo(2);
  }

  @Test
  void ofHundredEvenStepsEachGetsItsWeight() {
    int[] counts = new int[3];
    for (int i = 0; i < 100; i++) {
      counts[picked(i / 100.0)]++;
    }
    assertThat(counts).containsExactly(0, 95, 5);
  }

  @Test
  void aHeaderDecidesBeforeAnyWeight() {
    Split split = split(CANARY.formatted(""), NO_CHANCE);
    assertThat(split.pick(exchange("X-Canary", "1"))).isZero();
    assertThat(split.pick(exchange("x-canary", "0", "x-canary", "1"))).isZero();
  }

  @Test
  void anotherValueOfTheHeaderDoesNot() {
    assertThat(split(CANARY.formatted(""), () -> 0).pick(exchange("x-canary", "2"))).isEqualTo(1);
  }

  @Test
  void aHeaderWithoutAValueMeansAny() {
    String json = "{\"to\": [{\"upstream\": \"b\", \"header\": {\"name\": \"h\"}}, \"a\"]}";
    assertThat(split(json, NO_CHANCE).pick(exchange("h", "whatever"))).isZero();
    assertThat(split(json, () -> 0.5).pick(exchange())).isEqualTo(1);
  }

  @Test
  void aWeightOfZeroGetsNothing() {
    String json =
        "{\"to\": [{\"upstream\": \"a\", \"weight\": 0}, {\"upstream\": \"b\", \"weight\": 7},"
            + " {\"upstream\": \"c\", \"weight\": 0}]}";
    for (double chance : new double[] {0, 0.5, Math.nextDown(1.0)}) {
      assertThat(split(json, () -> chance).pick(exchange())).isEqualTo(1);
    }
  }

  @Test
  void byAKeyTheSameValueStaysAndTheSharesAreThoseOfTheWeights() {
    Split split = split(CANARY.formatted(", \"by\": \"header:x-user\""), NO_CHANCE);
    int canary = 0;
    for (int user = 0; user < 10_000; user++) {
      int picked = split.pick(exchange("x-user", "user-" + user));
      assertThat(split.pick(exchange("x-user", "user-" + user))).isEqualTo(picked);
      canary += picked == 2 ? 1 : 0;
    }
    assertThat(canary).isCloseTo(500, within(75));
  }

  @Test
  void valuesOnlyMoveTowardsThePartThatGrows() {
    Split before = split(CANARY.formatted(", \"by\": \"header:x-user\""), NO_CHANCE);
    String more = CANARY.replace("95", "80").replace("\"weight\": 5", "\"weight\": 20");
    Split after = split(more.formatted(", \"by\": \"header:x-user\""), NO_CHANCE);
    for (int user = 0; user < 2_000; user++) {
      Exchange exchange = exchange("x-user", "user-" + user);
      assertThat(after.pick(exchange)).isGreaterThanOrEqualTo(before.pick(exchange));
    }
  }

  @Test
  void whoDoesNotSayTheKeyIsSpreadByChance() {
    Split split = split(CANARY.formatted(", \"by\": \"header:x-user\""), () -> 0.96);
    assertThat(split.pick(exchange())).isEqualTo(2);
  }

  @Test
  void mistakesAreSaid() {
    refused("{\"to\": []}", "/to: ");
    refused("{\"to\": [{\"upstream\": \"a\", \"weight\": 0}]}", "/to: nobody has a weight");
    refused("{\"to\": [\"a\"], \"by\": \"dice\"}", "/by: expected random, client");
    refused(
        "{\"to\": [{\"upstream\": \"a\", \"header\": {\"name\": \"h\"}, \"weight\": 3}, \"a\"]}",
        "/to/0: expected either \"header\" or \"weight\"");
  }

  private static void refused(String json, String message) {
    Assertions.assertThatThrownBy(() -> config(json))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(message);
  }
}
