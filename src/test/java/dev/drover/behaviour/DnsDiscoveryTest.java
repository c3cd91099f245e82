package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.DnsServer;
import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway finds its endpoints by DNS. */
@ExtendWith(NoLeaks.class)
class DnsDiscoveryTest {
  private final HttpClient client = HttpClients.http1();
  private final DnsServer names = DnsServer.start();
  private final RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));

  @AfterEach
  void stop() {
    names.close();
    origin.close();
  }

  private TestGateway start(int loops) {
    JsonObject resolve =
        new JsonObject().put("servers", new JsonArray().add(names.address())).put("timeout", "1s");
    return TestGateway.start(
        TestConfig.http()
            .discovery(
                "dns",
                new JsonObject()
                    .put("name", "orders.test:" + origin.port())
                    .put("resolve", resolve))
            .upstream("host", "endpoint")
            .json()
            .encode(),
        loops);
  }

  private int status(TestGateway gateway) {
    try {
      return HttpClients.get(client, gateway.url("/")).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theFirstRequestFindsItsEndpointAndTheServerIsAskedOnce() throws Exception {
    names.host("orders.test", 60, "127.0.0.1");
    try (TestGateway gateway = start(4)) {
      HttpResponse<String> answer = HttpClients.get(client, gateway.url("/"));
      assertThat(answer.body()).isEqualTo("ok");
      RawMessage request = origin.awaitRequest(1);
      assertThat(request.header("host")).contains("orders.test:" + origin.port());
      assertThat(names.asked("A orders.test")).isEqualTo(1);
    }
  }

  @Test
  void aNameThatComesLaterIsFound() {
    try (TestGateway gateway = start(1)) {
      assertThat(status(gateway)).isEqualTo(503);
      names.host("orders.test", 60, "127.0.0.1");
      Eventually.await(
          () -> status(gateway) == 200, Duration.ofSeconds(10), "The name is not found");
    }
  }

  @Test
  void aNameThatIsGoneChangesNothing() {
    names.host("orders.test", 1, "127.0.0.1");
    try (TestGateway gateway = start(1)) {
      names.host("orders.test", 1);
      names.awaitQuestion("A orders.test", 3);
      assertThat(status(gateway)).isEqualTo(200);
    }
  }
}
