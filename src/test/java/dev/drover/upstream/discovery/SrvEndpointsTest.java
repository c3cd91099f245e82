package dev.drover.upstream.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.DnsServer;
import dev.drover.upstream.EndpointConfig;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SrvEndpointsTest {
  private static final String NAME = "_grpc._tcp.orders.test";

  private final DnsServer server = DnsServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private Found resolve() {
    return Found.by(
        new SrvEndpoints(),
        """
        {"name": "%s", "resolve": {"servers": ["%s"], "timeout": "300ms"}}
        """
            .formatted(NAME, server.address()));
  }

  private static EndpointConfig endpoint(String address, int weight, int priority, String name) {
    return new EndpointConfig(address, weight, priority, Optional.empty(), Optional.of(name));
  }

  private static DnsServer.Entry service(int priority, int weight, int port, String target) {
    return DnsServer.service(NAME, 1, priority, weight, port, target);
  }

  @Test
  void priorityWeightAndPortAreThoseOfTheRecords() {
    server.host("a.test", 60, "10.0.0.1");
    server.host("b.test", 60, "10.0.0.2", "2001:db8::2");
    server.services(NAME, List.of(service(20, 0, 9000, "b.test"), service(10, 60, 8000, "a.test")));
    try (Found found = resolve()) {
      assertThat(found.list(1))
          .containsExactly(
              endpoint("10.0.0.1:8000", 60, 10, "a.test"),
              endpoint("10.0.0.2:9000", 1, 20, "b.test"),
              endpoint("[2001:db8::2]:9000", 1, 20, "b.test"));
    }
  }

  @Test
  void addressesThatComeAlongAreNotAskedFor() {
    server.services(
        NAME,
        List.of(service(0, 1, 8000, "a.test")),
        DnsServer.address("A.test.", 60, "10.0.0.7"),
        DnsServer.address("A.test.", 60, "2001:db8::7"));
    try (Found found = resolve()) {
      assertThat(found.addresses(1)).containsExactly("10.0.0.7:8000", "[2001:db8::7]:8000");
      assertThat(server.questions()).containsExactly("SRV " + NAME);
    }
  }

  @Test
  void looksAgainWhenTheRecordsExpire() {
    server.host("a.test", 60, "10.0.0.1");
    server.host("b.test", 60, "10.0.0.2");
    server.services(NAME, List.of(service(0, 1, 8000, "a.test")));
    try (Found found = resolve()) {
      assertThat(found.addresses(1)).containsExactly("10.0.0.1:8000");
      server.services(NAME, List.of(service(0, 1, 8000, "b.test")));
      assertThat(found.addresses(2)).containsExactly("10.0.0.2:8000");
    }
  }

  @Test
  void theRootAsTargetSaysThatThereIsNoService() {
    server.services(NAME, List.of(service(0, 0, 0, ".")));
    try (Found found = resolve()) {
      assertThat(found.list(1)).isEmpty();
    }
  }

  @Test
  void aTargetWithoutAnAddressDoesNotKeepTheOthersAway() {
    server.host("a.test", 60, "10.0.0.1");
    server.services(NAME, List.of(service(0, 1, 8000, "a.test"), service(0, 1, 8000, "gone.test")));
    try (Found found = resolve()) {
      assertThat(found.addresses(1)).containsExactly("10.0.0.1:8000");
    }
  }

  @Test
  void aTargetThatNobodyCanLookUpKeepsItsAddresses() {
    server.host("a.test", 1, "10.0.0.1");
    server.host("b.test", 1, "10.0.0.2");
    server.services(NAME, List.of(service(0, 1, 8000, "a.test"), service(0, 1, 8000, "b.test")));
    try (Found found = resolve()) {
      found.list(1);
      server.fails("b.test", DnsRecordType.A, DnsResponseCode.SERVFAIL);
      server.fails("b.test", DnsRecordType.AAAA, DnsResponseCode.SERVFAIL);
      server.host("a.test", 1, "10.0.0.9");
      assertThat(found.addresses(2)).containsExactly("10.0.0.9:8000", "10.0.0.2:8000");
    }
  }

  @Test
  void aNameThatIsGoneIsAFailure() {
    server.host("a.test", 60, "10.0.0.1");
    server.services(NAME, List.of(service(0, 1, 8000, "a.test")));
    try (Found found = resolve()) {
      found.list(1);
      server.fails(NAME, DnsRecordType.SRV, DnsResponseCode.NXDOMAIN);
      assertThat(found.failure(1)).isEqualTo("there is no SRV record of " + NAME + ".");
      server.fails(NAME, DnsRecordType.SRV, DnsResponseCode.SERVFAIL);
      assertThat(found.failure(2)).contains(NAME);
      assertThat(found.changes()).isEqualTo(1);
    }
  }

  @Test
  void noTargetWithAnAddressIsAFailure() {
    server.services(NAME, List.of(service(0, 1, 8000, "gone.test")));
    try (Found found = resolve()) {
      assertThat(found.failure(1)).isEqualTo("there is no address of gone.test.");
    }
  }
}
