package dev.drover.command;

import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Vert.x application launcher with Drover's defaults; it keeps the reason of a failed start.
 */
final class Application extends VertxApplication implements VertxApplicationHooks {
  private static final Logger LOG = LoggerFactory.getLogger("dev.drover.Start");

  private final String name;
  private final @Nullable Supplier<Deployable> verticle;
  private final int instances;
  private final Optional<ClusterManager> manager;
  private final long began = System.nanoTime();
  private volatile @Nullable Throwable failure;

  /**
   * @param arguments for the launcher, with the main verticle among them
   * @param name of the main verticle
   * @param verticle makes it; when null the launcher does, by its name
   * @param instances how many there will be, unless the deployment options say otherwise
   * @param manager of the cluster; when empty the first one on the class path
   */
  @SuppressWarnings("NullAway") // The launcher takes null for "the application is its own hooks".
  Application(
      List<String> arguments,
      String name,
      @Nullable Supplier<Deployable> verticle,
      int instances,
      Optional<ClusterManager> manager) {
    super(arguments.toArray(String[]::new), null, true, false);
    this.name = name;
    this.verticle = verticle;
    this.instances = instances;
    this.manager = manager;
  }

  /** Why it did not start, if the launcher said. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public JsonObject afterVertxOptionsParsed(@Nullable JsonObject options) {
    return VertxDefaults.complete(options == null ? new JsonObject() : options, instances);
  }

  @Override
  public JsonObject afterDeploymentOptionsParsed(@Nullable JsonObject options) {
    JsonObject complete = options == null ? new JsonObject() : options.copy();
    return complete.containsKey("instances") ? complete : complete.put("instances", instances);
  }

  @Override
  public VertxBuilder createVertxBuilder(VertxOptions options) {
    VertxBuilder builder = Vertx.builder().with(VertxDefaults.measured(options));
    return manager.map(builder::withClusterManager).orElse(builder);
  }

  @Override
  public @Nullable Supplier<? extends Deployable> verticleSupplier() {
    return verticle;
  }

  @Override
  public void afterVertxStarted(HookContext context) {
    Termination.runs(context.vertx()::close);
  }

  @Override
  public void afterFailureToStartVertx(HookContext context, @Nullable Throwable thrown) {
    failure = thrown;
  }

  @Override
  public void afterVerticleDeployed(HookContext context) {
    LOG.info(
        "{} x {} started in {} ms, {} transport, Java {}, process {}",
        context.deploymentOptions().getInstances(),
        name,
        (System.nanoTime() - began) / 1_000_000,
        context.vertx().isNativeTransportEnabled() ? "native" : "NIO",
        Runtime.version().feature(),
        ProcessHandle.current().pid());
    tellOfCluster(((VertxInternal) context.vertx()).clusterManager());
  }

  private static void tellOfCluster(@Nullable ClusterManager manager) {
    if (manager != null) {
      LOG.info(
          "In a cluster of {} by {}",
          manager.getNodes().size(),
          manager.getClass().getSimpleName());
    }
  }

  @Override
  public void afterFailureToDeployVerticle(HookContext context, @Nullable Throwable thrown) {
    failure = thrown;
    context.vertx().close();
  }
}
