package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Collected;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a debugger would be asked is on a page: where a call is stuck, and since when. */
@ExtendWith(NoLeaks.class)
class Seed108StuckCallsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void aStuckCallIsListedWithItsRouteItsEndpointAndItsAge() throws Exception {
    try (GrpcOrigin origin =
            GrpcOrigin.builder().unary("a.B/Stuck", (request, response) -> {}).start();
        TestGateway gateway =
            TestConfig.grpc(origin.port()).with("admin", "{\"port\": 0}").start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Collected answer = new Collected();
      var request = calls.bidi("a.B/Stuck", answer);
      request.onNext(new byte[] {1});
      request.onCompleted();
      Eventually.await(() -> origin.calls().size() == 1, SOON, "The call is not at the origin.");

      JsonObject listed = exchanges(gateway);
      assertThat(listed.getInteger("total")).isEqualTo(1);
      JsonObject stuck = listed.getJsonArray("exchanges").getJsonObject(0);
      assertThat(stuck.getString("route")).isEqualTo("all");
      assertThat(stuck.getString("method")).isEqualTo("a.B/Stuck");
      assertThat(stuck.getString("endpoint")).isEqualTo("127.0.0.1:" + origin.port());
      assertThat(stuck.getInteger("attempts")).isEqualTo(1);
      assertThat(stuck.getString("stage")).isEqualTo("sent");
      double age = stuck.getDouble("age_ms");
      assertThat(age).isPositive();
      double later =
          exchanges(gateway).getJsonArray("exchanges").getJsonObject(0).getDouble("age_ms");
      assertThat(later).isGreaterThan(age);
      SeedReport.row(
          "1.8",
          "a stuck call is on /exchanges",
          "route, endpoint, age",
          "%s, %s, %.1f ms, then %.1f ms"
              .formatted(
                  stuck.getString("route"),
                  stuck.getString("endpoint").replaceAll(":\\d+", ":port"),
                  age,
                  later));

      answer.cancel();
      Eventually.await(
          () -> exchanges(gateway).getInteger("total") == 0,
          SOON,
          "The call that was given up is still listed.");
    }
  }

  private static JsonObject exchanges(TestGateway gateway) {
    try {
      String url = "http://127.0.0.1:" + gateway.gateway().adminPort() + "/exchanges";
      return new JsonObject(HttpClients.get(HttpClients.http1(), url).body());
    } catch (Exception e) {
      throw new AssertionError("The admin page cannot be read.", e);
    }
  }
}
