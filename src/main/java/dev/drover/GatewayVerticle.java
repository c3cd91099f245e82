package dev.drover;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of a gateway. Deploy as many instances as there should be event loops;
 * they share listeners, metrics, the access log and the admin port:
 *
 * <pre>{@code
 * vertx.deployVerticle("dev.drover.GatewayVerticle",
 *     new DeploymentOptions().setInstances(n).setConfig(configuration));
 * }</pre>
 *
 * <p>The verticle's configuration is the gateway's, as in {@code docs/configuration.md}. Deployment
 * fails with {@link dev.drover.config.InvalidConfig}, which lists all problems, or with what kept a
 * listener from listening. Undeployment waits for what is under way, within {@code shutdown.grace}.
 */
public final class GatewayVerticle extends VerticleBase {
  private final @Nullable Blueprint checked;
  private @Nullable Gateway gateway;
  private @Nullable Share share;

  public GatewayVerticle() {
    this(null);
  }

  /** One whose configuration was checked already; null when it is to be read and checked. */
  GatewayVerticle(@Nullable Blueprint checked) {
    this.checked = checked;
  }

  @Override
  public Future<?> start() {
    return vertx
        .<Gateway>executeBlocking(() -> Gateway.join(vertx, deploymentID(), this::blueprint))
        .compose(
            joined -> {
              gateway = joined;
              int count = context.getInstanceCount();
              Share mine = joined.share(vertx, count);
              share = mine;
              return joined.start(vertx, mine).compose(nothing -> joined.started(vertx, count));
            })
        .onFailure(cause -> leave());
  }

  private Blueprint blueprint() {
    return checked == null ? Blueprint.usable(config().encode(), "configuration") : checked;
  }

  @Override
  public Future<?> stop() {
    Gateway joined = gateway;
    Share mine = share;
    if (joined == null || mine == null) {
      return Future.succeededFuture();
    }
    return joined.stop(vertx, mine).eventually(this::leave);
  }

  private Future<Void> leave() {
    Gateway joined = gateway;
    gateway = null;
    return joined == null ? Future.succeededFuture() : joined.leave(vertx);
  }
}
