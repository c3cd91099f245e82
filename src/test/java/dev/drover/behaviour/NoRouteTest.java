package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class NoRouteTest {
  private static final String CONFIG =
      """
      {"listeners": [{"host": "127.0.0.1", "port": 0}],
       "routes": [{"match": {"grpc": "shop.Orders/*"}, "respond": {"body": "x"}}]}
      """;

  private static JsonObject refusal(TestGateway gateway, String path) throws Exception {
    return new JsonObject(
        HttpClients.post(
                HttpClients.http1(), gateway.url(path), "{}", "content-type", "application/json")
            .body());
  }

  @Test
  void jsonForAGrpcRouteIsToldThatGrpcIsTaken() throws Exception {
    try (TestGateway gateway = TestGateway.start(CONFIG)) {
      JsonObject refusal = refusal(gateway, "/shop.Orders/Get");
      assertThat(refusal.getString("detail"))
          .isEqualTo(
              "No route takes POST /shop.Orders/Get as it is sent; as a gRPC call one does.");
      assertThat(refusal.getInteger("status")).isEqualTo(404);
      assertThat(refusal(gateway, "/shop.Other/Get").getString("detail"))
          .isEqualTo("No route takes POST /shop.Other/Get on this host.");
    }
  }
}
