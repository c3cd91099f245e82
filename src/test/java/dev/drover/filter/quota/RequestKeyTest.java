package dev.drover.filter.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.testing.FilterConfigs;
import dev.drover.testing.TestExchanges;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestKeyTest {
  private static String key(String config, Exchange exchange) {
    return RequestKey.of(FilterConfigs.read(KeyConfig.class, config)).of(exchange);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, c:192.0.2.1",
    "2001:db8:1:2::1, c:20010db800010002",
    "2001:DB8:1:2:ffff::9, c:20010db800010002",
    "::ffff:192.0.2.1, c:192.0.2.1",
    "unix, c:unix"
  })
  void aClientIsItsAddressOrItsNetwork(String address, String key) {
    assertThat(key("{}", TestExchanges.of("GET", "/", address))).isEqualTo(key);
  }

  @Test
  void kindsOfKeysAreNotTakenForOneAnother() {
    Exchange exchange = TestExchanges.get("/", "x-tenant", "192.0.2.1");
    exchange.put(Identity.KEY, new Identity("192.0.2.1", "", "", Set.of(), Map.of()));

    assertThat(key("{}", exchange)).isEqualTo("c:192.0.2.1");
    assertThat(key("{\"header\": \"x-tenant\"}", exchange)).isEqualTo("h:192.0.2.1");
    assertThat(key("{\"expression\": \"'192.0.2.1'\"}", exchange)).isEqualTo("e:192.0.2.1");
    assertThat(key("{\"by\": \"identity\"}", exchange)).startsWith("i:");
    assertThat(key("{\"by\": \"route\"}", exchange)).isEqualTo("route");
  }

  @Test
  void whoIsNotKnownIsHisAddress() {
    Exchange exchange = TestExchanges.get("/");

    assertThat(key("{\"by\": \"identity\"}", exchange)).isEqualTo("c:192.0.2.1");
    assertThat(key("{\"header\": \"x-tenant\"}", exchange)).isEqualTo("c:192.0.2.1");
    assertThat(key("{\"expression\": \"path.none\"}", exchange)).isEqualTo("c:192.0.2.1");
  }

  @Test
  void aLongValueIsHashed() {
    String one = key("{\"header\": \"x\"}", TestExchanges.get("/", "x", "a".repeat(10_000)));
    String other = key("{\"header\": \"x\"}", TestExchanges.get("/", "x", "a".repeat(10_001)));

    assertThat(one).hasSize(66).isNotEqualTo(other);
  }

  @Test
  void allValuesOfAFieldCount() {
    assertThat(key("{\"header\": \"x\"}", TestExchanges.get("/", "x", "a", "x", "b")))
        .isEqualTo("h:a,b");
  }
}
