package dev.drover.upstream.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigReader;
import dev.drover.config.Expansion;
import dev.drover.config.InvalidConfig;
import dev.drover.config.Vocabulary;
import dev.drover.testing.DnsServer;
import dev.drover.testing.Eventually;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsEndpointsTest {
  private final DnsServer server = DnsServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private Found resolve(String name, String more) {
    return Found.by(
        new DnsEndpoints(),
        """
        {"name": "%s", "resolve": {"servers": ["%s"], "timeout": "300ms", "search": ["test"]%s}}
        """
            .formatted(name, server.address(), more));
  }

  @Test
  void bothFamiliesAreFoundInTheSameOrderEachTime() {
    server.host("orders.test", 60, "2001:db8::7", "10.0.0.10", "10.0.0.9");
    try (Found found = resolve("orders.test:8080", "")) {
      assertThat(found.addresses(1))
          .containsExactly("10.0.0.9:8080", "10.0.0.10:8080", "[2001:db8::7]:8080");
    }
  }

  @Test
  void endpointsGoByTheNameOfTheHost() {
    server.host("orders.test", 60, "10.0.0.9");
    try (Found found = resolve("orders.test:8080", "")) {
      assertThat(found.list(1).get(0).name()).isEqualTo(Optional.of("orders.test"));
    }
  }

  @Test
  void looksAgainWhenTheRecordsExpire() {
    server.host("orders.test", 1, "10.0.0.1");
    try (Found found = resolve("orders.test:8080", "")) {
      assertThat(found.addresses(1)).containsExactly("10.0.0.1:8080");
      server.host("orders.test", 1, "10.0.0.2", "10.0.0.3");
      assertThat(found.addresses(2)).containsExactly("10.0.0.2:8080", "10.0.0.3:8080");
    }
  }

  @Test
  void saysNothingWhenNothingHasChanged() {
    server.host("orders.test", 1, "10.0.0.1", "10.0.0.2");
    try (Found found = resolve("orders.test:8080", "")) {
      found.list(1);
      server.host("orders.test", 1, "10.0.0.2", "10.0.0.1");
      server.awaitQuestion("A orders.test", 3);
      assertThat(found.changes()).isEqualTo(1);
    }
  }

  @Test
  void recordsThatAreValidForLongAreLookedUpWithinTheGreatestTime() {
    server.host("orders.test", 86_400, "10.0.0.1");
    try (Found found = resolve("orders.test:8080", ", \"max\": \"1s\"")) {
      found.list(1);
      server.host("orders.test", 86_400, "10.0.0.2");
      assertThat(found.addresses(2)).containsExactly("10.0.0.2:8080");
    }
  }

  @Test
  void aServerThatIsSilentIsAFailureThatSaysWhatWasAsked() {
    server.host("orders.test", 1, "10.0.0.1");
    try (Found found = resolve("orders.test:8080", "")) {
      found.list(1);
      server.silent(true);
      assertThat(found.failure(1)).contains("orders.test").endsWith(".");
      assertThat(found.changes()).isEqualTo(1);
      server.silent(false);
      assertThat(found.addresses(2)).containsExactly("10.0.0.1:8080");
    }
  }

  @Test
  void aNameThatIsGoneIsAFailureAndNotAnEmptyList() {
    server.host("orders.test", 1, "10.0.0.1");
    try (Found found = resolve("orders.test:8080", "")) {
      found.list(1);
      server.host("orders.test", 1);
      assertThat(found.failure(1)).isEqualTo("there is no address of orders.test.");
      assertThat(found.changes()).isEqualTo(1);
    }
  }

  @Test
  void aFamilyThatFailsKeepsWhatItHasSaid() {
    server.host("orders.test", 1, "10.0.0.1", "2001:db8::1");
    try (Found found = resolve("orders.test:8080", "")) {
      found.list(1);
      server.fails("orders.test", DnsRecordType.AAAA, DnsResponseCode.SERVFAIL);
      server.awaitQuestion("AAAA orders.test", 3);
      assertThat(found.changes()).isEqualTo(1);
      assertThat(found.failures()).isEmpty();
    }
  }

  @Test
  void aFamilyThatSaysThatThereIsNothingLosesItsAddresses() {
    server.host("orders.test", 1, "10.0.0.1", "2001:db8::1");
    try (Found found = resolve("orders.test:8080", "")) {
      found.list(1);
      server.host("orders.test", 1, "10.0.0.1");
      assertThat(found.addresses(2)).containsExactly("10.0.0.1:8080");
    }
  }

  @Test
  void aShortNameIsLookedUpInTheSearchDomains() {
    server.host("orders.test", 60, "10.0.0.1");
    try (Found found = resolve("orders:8080", "")) {
      assertThat(found.addresses(1)).containsExactly("10.0.0.1:8080");
    }
  }

  @Test
  void theHostsFileComesFirst() {
    try (Found found = resolve("localhost:8080", "")) {
      assertThat(found.addresses(1)).contains("127.0.0.1:8080");
      assertThat(server.questions()).doesNotContain("A localhost");
    }
  }

  @Test
  void aRefreshLooksAtOnceButNotWithinTheLeastTime() {
    server.host("orders.test", 3600, "10.0.0.1");
    try (Found found = resolve("orders.test:8080", "")) {
      found.list(1);
      found.refresh();
      assertThat(server.asked("A orders.test")).isEqualTo(1);
      server.host("orders.test", 3600, "10.0.0.2");
      Eventually.await(
          () -> {
            found.refresh();
            return found.changes() == 2;
          },
          Duration.ofSeconds(5),
          "The refresh brought nothing new");
      assertThat(server.asked("A orders.test")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders.test", "10.0.0.1:80", "[::1]:80", ":80", "unix:/run/a.sock"})
  void refusesWhatIsNoNameWithAPort(String name) {
    assertThatThrownBy(
            () ->
                new ConfigReader(Vocabulary.empty(), Expansion.none())
                    .read(DnsEndpoints.Config.class, "{\"name\": \"" + name + "\"}", "test"))
        .isInstanceOf(InvalidConfig.class);
  }
}
