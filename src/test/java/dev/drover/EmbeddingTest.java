package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.InvalidConfig;
import dev.drover.testing.Futures;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.http.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another program, with a service of its own, runs the gateway in its Vert.x. */
@ExtendWith(NoLeaks.class)
class EmbeddingTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClients.http1();

  @AfterEach
  void close() throws Exception {
    Futures.await(vertx.close());
  }

  @Test
  void aProgramDeploysItByNameAndCallsThroughIt() throws Exception {
    int service =
        Futures.await(
                vertx
                    .createHttpServer()
                    .requestHandler(request -> request.response().end("hello"))
                    .listen(0, "127.0.0.1"))
            .actualPort();

    String id = Futures.await(deploy(configuration("127.0.0.1:" + service), 2));

    Gateway gateway = Gateway.of(vertx, id).orElseThrow();
    String url = "http://127.0.0.1:" + gateway.ports().get(0) + "/";
    assertThat(gateway.ready()).isTrue();
    assertThat(HttpClients.get(client, url).body()).isEqualTo("hello");
    assertThat(Futures.await(gateway.inFlight())).isZero();
    assertThat(gateway.metrics()).contains("http_server_request_duration_seconds_count");

    Futures.await(vertx.undeploy(id));

    assertThat(gateway.terminated().isComplete()).isTrue();
    assertThat(Gateway.of(vertx, id)).isEmpty();
    assertThatThrownBy(() -> HttpClients.get(client, url)).isInstanceOf(ConnectException.class);
  }

  @Test
  void twoGatewaysRunInOneProgram() throws Exception {
    int first = RawOrigin.refusedPort();
    int second = RawOrigin.refusedPort();
    String one = Futures.await(deploy(respond("one", first), 1));
    Futures.await(deploy(respond("two", second), 1));

    assertThat(answer(first)).isEqualTo("one");
    assertThat(answer(second)).isEqualTo("two");
    Futures.await(vertx.undeploy(one));
    assertThat(answer(second)).isEqualTo("two");
  }

  @Test
  void aBadConfigurationFailsTheDeploymentWithAllProblems() {
    JsonObject bad = respond("x", 0).put("routs", new JsonArray()).put("admin", "yes");

    assertThatThrownBy(() -> Futures.await(deploy(bad, 2)))
        .isInstanceOfSatisfying(
            InvalidConfig.class, invalid -> assertThat(invalid.problems()).hasSize(2));
  }

  private String answer(int port) throws Exception {
    return HttpClients.get(client, "http://127.0.0.1:" + port + "/").body();
  }

  private Future<String> deploy(JsonObject configuration, int eventLoops) {
    return vertx.deployVerticle(
        "dev.drover.GatewayVerticle",
        new DeploymentOptions().setInstances(eventLoops).setConfig(configuration));
  }

  private static JsonObject configuration(String endpoint) {
    return new JsonObject()
        .put("listeners", listeners(0))
        .put(
            "upstreams",
            new JsonObject()
                .put(
                    "hello",
                    new JsonObject()
                        .put("protocol", "http")
                        .put("endpoints", new JsonArray().add(endpoint))))
        .put("routes", new JsonArray().add(new JsonObject().put("relay", "hello")));
  }

  private static JsonObject respond(String body, int port) {
    return new JsonObject()
        .put("listeners", listeners(port))
        .put(
            "routes",
            new JsonArray()
                .add(new JsonObject().put("respond", new JsonObject().put("body", body))));
  }

  private static JsonArray listeners(int port) {
    return new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", port));
  }
}
