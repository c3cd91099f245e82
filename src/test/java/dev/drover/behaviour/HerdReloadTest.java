package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.Gateway;
import dev.drover.config.InvalidConfig;
import dev.drover.testing.Eventually;
import dev.drover.testing.Futures;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All nodes of a herd take another configuration, or none does. */
@ExtendWith(NoLeaks.class)
class HerdReloadTest {
  private static final List<String> NODES = List.of("a", "b", "c");

  private final HttpClient client = HttpClients.http1();
  private final Vertx vertx = Vertx.vertx();
  private final List<String> deployments = new ArrayList<>();

  private static <T> T await(Future<T> future) {
    return Futures.await(future, Duration.ofSeconds(40));
  }

  @BeforeEach
  void start() {
    for (String node : NODES) {
      JsonObject config =
          new JsonObject(
                  """
                  {"listeners": [{"host": "127.0.0.1", "port": 0}], "accessLog": {"enabled": false}}""")
              .put("herd", new JsonObject().put("node", node).put("beat", "50ms"))
              .mergeIn(routes("one"));
      deployments.add(
          await(
              vertx.deployVerticle(
                  "dev.drover.GatewayVerticle", new DeploymentOptions().setConfig(config))));
    }
    Eventually.await(
        () -> {
          var herd = gateway(0).herd().orElseThrow();
          return await(herd.state()).members().size() == NODES.size();
        },
        Duration.ofSeconds(20),
        "They do not find each other.");
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private Gateway gateway(int number) {
    return Gateway.of(vertx, deployments.get(number)).orElseThrow();
  }

  private static JsonObject routes(String words) {
    return new JsonObject(
        """
        {"routes": [{"id": "all", "match": {"path": "/"}, "respond": {"body": "%s"}}]}"""
            .formatted(words));
  }

  private List<String> answers() throws Exception {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < deployments.size(); i++) {
      String url = "http://127.0.0.1:" + gateway(i).ports().get(0) + "/";
      answers.add(HttpClients.get(client, url).body());
    }
    return answers;
  }

  @Test
  void allTakeIt() throws Exception {
    assertThat(answers()).containsExactly("one", "one", "one");
    assertThat(await(gateway(1).reloadHerd(routes("two").encode())))
        .containsExactly("Route all has changed.");
    assertThat(answers()).containsExactly("two", "two", "two");
    assertThat(await(gateway(2).reloadHerd(routes("three").encode()))).hasSize(1);
    assertThat(answers()).containsExactly("three", "three", "three");
  }

  @Test
  void whatOneCannotUseNoneDoes() throws Exception {
    JsonObject ofA =
        routes("two").put("herd", new JsonObject().put("node", "a").put("beat", "50ms"));
    assertThatThrownBy(() -> await(gateway(0).reloadHerd(ofA.encode())))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("node b: /herd: this cannot change while the gateway runs");
    assertThat(answers()).containsExactly("one", "one", "one");

    await(gateway(0).reloadHerd(routes("two").encode()));
    assertThat(answers()).as("nobody is left with the other one").containsOnly("two");
  }

  @Test
  void whereOneIsBusyNoneTakesIt() throws Exception {
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "herd.reload.c",
            message -> {
              if (message.body().getString("step").equals("COMMIT")) {
                message.fail(500, "it was struck by lightning");
              }
            });
    // Two consumers take turns: the gateway itself stages, the other fails to commit.
    assertThatThrownBy(() -> await(gateway(0).reloadHerd(routes("two").encode())))
        .hasMessageContaining("Node c does not take part: it was struck by lightning");
    assertThat(answers().subList(0, 2)).containsExactly("one", "one");
  }

  @Test
  void aGatewayAloneSaysSo() throws Exception {
    String alone =
        await(
            vertx.deployVerticle(
                "dev.drover.GatewayVerticle",
                new DeploymentOptions()
                    .setConfig(
                        routes("one")
                            .put(
                                "listeners",
                                new io.vertx.core.json.JsonArray()
                                    .add(
                                        new JsonObject()
                                            .put("host", "127.0.0.1")
                                            .put("port", 0))))));
    assertThatThrownBy(
            () -> await(Gateway.of(vertx, alone).orElseThrow().reloadHerd(routes("two").encode())))
        .hasMessageContaining("This gateway is in no herd");
  }
}
