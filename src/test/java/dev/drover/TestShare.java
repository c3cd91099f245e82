package dev.drover;

import dev.drover.config.Expansion;
import dev.drover.limit.Peers;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schema;
import dev.drover.task.Tasks;
import dev.drover.telemetry.Telemetry;
import dev.drover.testing.Futures;
import dev.drover.testing.TestConfig;
import dev.drover.upstream.Rosters;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** One event loop of a gateway, whose schemas are the test's own. */
final class TestShare implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Blueprint blueprint;
  private final Share share;

  /**
   * @param names of its schemas, which nobody reads but the test publishes
   */
  TestShare(TestConfig config, String... names) throws Exception {
    JsonObject sections = new JsonObject();
    for (String name : names) {
      sections.put(name, new JsonObject().put("reflection", "origin"));
    }
    blueprint =
        Blueprint.parse(
            config.json().put("schemas", sections).encode(), "test", Expansion.system());
    share =
        Futures.on(
            vertx.getOrCreateContext(),
            () -> {
              Promise<Void> looked = Promise.promise();
              looked.complete();
              Telemetry telemetry = new Telemetry();
              Common common =
                  new Common(
                      1,
                      telemetry,
                      new Rosters(vertx, blueprint.extensions().resolvers(), telemetry),
                      new SharedParts(),
                      Optional.empty(),
                      Peers.NONE,
                      new Tasks(
                          blueprint.config().tasks(),
                          blueprint.tasks(),
                          "test",
                          telemetry.registry()),
                      () -> true);
              Share made = new Share(blueprint, vertx, 1, false, common);
              return made.start(looked).map(made);
            });
  }

  /** A version of one of its schemas has come. */
  void publish(Schema schema) {
    for (LiveSchema live : blueprint.schemas().all()) {
      if (live.name().equals(schema.name())) {
        live.publish(schema);
      }
    }
  }

  int port() {
    return share.ports().get(0);
  }

  @Override
  public void close() throws Exception {
    Futures.on(share.context(), () -> share.stop(Duration.ofMillis(100)));
    Futures.await(vertx.close());
  }
}
