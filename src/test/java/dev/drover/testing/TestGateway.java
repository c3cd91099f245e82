package dev.drover.testing;

import dev.drover.Gateway;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The real gateway, deployed as users deploy it, on a free port of 127.0.0.1. Closing it stops it.
 */
public final class TestGateway implements AutoCloseable {
  private static final String VERTICLE = "dev.drover.GatewayVerticle";

  private final Vertx vertx;
  private final String deployment;
  private final Gateway gateway;
  private final int port;
  private @Nullable Future<Void> stopped;

  private TestGateway(Vertx vertx, String deployment, Gateway gateway) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.gateway = gateway;
    this.port = gateway.ports().get(0);
  }

  /** A gateway on one event loop. */
  public static TestGateway start(String json) {
    return start(json, 1);
  }

  /** A gateway on so many event loops. */
  public static TestGateway start(String json, int instances) {
    return start(json, instances, new VertxOptions());
  }

  /** One that sees the network in a way of its own. */
  public static TestGateway start(String json, int instances, VertxOptions network) {
    Vertx vertx = Vertx.vertx(network.setEventLoopPoolSize(instances));
    DeploymentOptions options =
        new DeploymentOptions().setInstances(instances).setConfig(new JsonObject(json));
    try {
      String deployment = await(vertx.deployVerticle(VERTICLE, options));
      return new TestGateway(vertx, deployment, Gateway.of(vertx, deployment).orElseThrow());
    } catch (RuntimeException | Error e) {
      await(vertx.close());
      throw e;
    }
  }

  /** The port of its first listener. */
  public int port() {
    return port;
  }

  /** The address of a path on its first listener. */
  public String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** The gateway itself: readiness and metrics. */
  public Gateway gateway() {
    return gateway;
  }

  /** The Vert.x it runs on; for clients of the same kind, too. */
  public Vertx vertx() {
    return vertx;
  }

  /**
   * Begins to stop it as SIGTERM does; the future, the same for each call, completes when it has
   * stopped.
   */
  public Future<Void> stop() {
    Future<Void> future = stopped;
    if (future == null) {
      future = vertx.undeploy(deployment);
      stopped = future;
    }
    return future;
  }

  @Override
  public void close() {
    try {
      await(stop());
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return Futures.await(future);
    } catch (RuntimeException e) {
      throw new IllegalStateException("The gateway did not start or stop.", e);
    } catch (AssertionError e) {
      throw new IllegalStateException("The gateway did not start or stop.", e.getCause());
    }
  }
}
