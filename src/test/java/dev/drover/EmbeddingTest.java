package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.InvalidConfig;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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
    await(vertx.close());
  }

  @Test
  void aProgramDeploysItByNameAndCallsThroughIt() throws Exception {
    int service =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(request -> request.response().end("hello"))
                    .listen(0, "127.0.0.1"))
            .actualPort();

    String id = await(deploy(configuration("127.0.0.1:" + service), 2));

    Gateway gateway = Gateway.of(vertx, id).orElseThrow();
    String url = "http://127.0.0.1:" + gateway.ports().get(0) + "/";
    assertThat(gateway.ready()).isTrue();
    assertThat(HttpClients.get(client, url).body()).isEqualTo("hello");
    assertThat(await(gateway.inFlight())).isZero();
    assertThat(gateway.metrics()).contains("http_server_request_duration_seconds_count");

    await(vertx.undeploy(id));

    assertThat(gateway.terminated().isComplete()).isTrue();
    assertThat(Gateway.of(vertx, id)).isEmpty();
    assertThatThrownBy(() -> HttpClients.get(client, url)).isInstanceOf(ConnectException.class);
  }

  @Test
  void twoGatewaysRunInOneProgram() throws Exception {
    String one = await(deploy(respond("one"), 1));
    String two = await(deploy(respond("two"), 1));

    assertThat(answer(one)).isEqualTo("one");
    assertThat(answer(two)).isEqualTo("two");
    await(vertx.undeploy(one));
    assertThat(answer(two)).isEqualTo("two");
  }

  @Test
  void aBadConfigurationFailsTheDeploymentWithAllProblems() {
    JsonObject bad = respond("x").put("routs", new JsonArray()).put("admin", "yes");

    assertThatThrownBy(() -> await(deploy(bad, 2)))
        .isInstanceOfSatisfying(
            InvalidConfig.class, invalid -> assertThat(invalid.problems()).hasSize(2));
  }

  private String answer(String deployment) throws Exception {
    int port = Gateway.of(vertx, deployment).orElseThrow().ports().get(0);
    return HttpClients.get(client, "http://127.0.0.1:" + port + "/").body();
  }

  private Future<String> deploy(JsonObject configuration, int eventLoops) {
    return vertx.deployVerticle(
        "dev.drover.GatewayVerticle",
        new DeploymentOptions().setInstances(eventLoops).setConfig(configuration));
  }

  private static JsonObject configuration(String endpoint) {
    return new JsonObject()
        .put("listeners", listeners())
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

  private static JsonObject respond(String body) {
    return new JsonObject()
        .put("listeners", listeners())
        .put(
            "routes",
            new JsonArray()
                .add(new JsonObject().put("respond", new JsonObject().put("body", body))));
  }

  private static JsonArray listeners() {
    return new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0));
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }
}
