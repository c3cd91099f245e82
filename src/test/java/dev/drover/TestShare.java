package dev.drover;

import dev.drover.config.Expansion;
import dev.drover.schema.Schema;
import dev.drover.telemetry.Telemetry;
import dev.drover.testing.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One event loop of a gateway, whose schemas are the test's own. */
final class TestShare implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Share share;

  TestShare(TestConfig config, Supplier<Collection<Schema>> schemas) throws Exception {
    Blueprint blueprint = Blueprint.parse(config.json().encode(), "test", Expansion.system());
    share =
        onLoop(
            () -> {
              Share made = new Share(blueprint, vertx, 1, 1, new Telemetry(), () -> true, schemas);
              return made.start().map(made);
            });
  }

  private <T> T onLoop(Callable<Future<T>> action) throws Exception {
    Promise<T> done = Promise.promise();
    vertx
        .getOrCreateContext()
        .runOnContext(
            now -> {
              try {
                action.call().onComplete(done);
              } catch (Exception failed) {
                done.fail(failed);
              }
            });
    return done.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  int port() {
    return share.ports().get(0);
  }

  @Override
  public void close() throws Exception {
    Promise<Void> stopped = Promise.promise();
    share.context().runOnContext(now -> share.stop(Duration.ofMillis(100)).onComplete(stopped));
    stopped.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
