package dev.drover.upstream.serviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.DnsServer;
import dev.drover.upstream.discovery.NameServers;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DnsServiceConfigTest {
  private static final String NAME = "_grpc_config.orders.test";

  private final DnsServer server = DnsServer.start();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    server.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private DnsServiceConfig.Found look() throws Exception {
    NameServers servers =
        new NameServers(
            List.of(server.address()),
            List.of(),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));
    Promise<DnsServiceConfig.Found> found = Promise.promise();
    vertx.runOnContext(
        nothing -> {
          DnsServiceConfig source = new DnsServiceConfig(vertx, servers, 42, "gw-1");
          Future<DnsServiceConfig.Found> look = source.look("orders.test");
          look.onComplete(done -> source.close()).onComplete(found);
        });
    return found.future().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aLongRecordIsPutTogetherAndItsValidityKnown() throws Exception {
    String padding = "x".repeat(600);
    server.texts(
        NAME,
        30,
        "something else",
        "grpc_config=[{\"serviceConfig\": {\"padding\": \""
            + padding
            + "\", \"loadBalancingPolicy\": \"round_robin\"}}]");
    DnsServiceConfig.Found found = look();
    assertThat(found.config().orElseThrow().loadBalancing()).containsExactly("round_robin");
    assertThat(found.validity()).isEqualTo(Duration.ofSeconds(30));
    assertThat(server.questions()).containsExactly("TXT " + NAME);
  }

  @Test
  void noRecordIsNoConfig() throws Exception {
    assertThat(look())
        .isEqualTo(new DnsServiceConfig.Found(java.util.Optional.empty(), Duration.ZERO));
  }

  @Test
  void aRecordThatIsNotValidIsAFailure() {
    server.texts(NAME, 30, "grpc_config=[{}]");
    assertThatThrownBy(this::look).isInstanceOf(InvalidServiceConfig.class);
  }

  @Test
  void aServerThatFailsIsAFailure() {
    server.fails(NAME, DnsRecordType.TXT, DnsResponseCode.SERVFAIL);
    assertThatThrownBy(this::look).hasMessageContaining(NAME);
  }
}
