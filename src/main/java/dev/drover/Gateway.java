package dev.drover;

import dev.drover.config.AccessLogConfig;
import dev.drover.config.Expansion;
import dev.drover.config.ShutdownConfig;
import dev.drover.telemetry.AccessLog;
import dev.drover.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the event loops of one gateway have in common: its configuration, metrics, access log, and
 * whether it takes new work. One for each deployment of {@link GatewayVerticle}; safe for all
 * threads.
 */
public final class Gateway implements Shareable {
  private static final String MAP = "dev.drover.gateways";

  private final String deployment;
  private final Blueprint blueprint;
  private final Telemetry telemetry;
  private final @Nullable AccessLog log;
  private final List<Share> shares = new CopyOnWriteArrayList<>();
  private final AtomicInteger members = new AtomicInteger();
  private final Promise<Void> terminated = Promise.promise();
  private volatile boolean draining;

  private Gateway(String deployment, Blueprint blueprint) {
    this.deployment = deployment;
    this.blueprint = blueprint;
    AccessLogConfig logging = blueprint.config().accessLog();
    this.log = logging.enabled() ? AccessLog.open(logging.target(), logging.queue()) : null;
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.telemetry = log == null ? new Telemetry(registry) : new Telemetry(registry, log);
  }

  /** The running gateway of a deployment of {@link GatewayVerticle}. */
  public static Optional<Gateway> of(Vertx vertx, String deploymentId) {
    return Optional.ofNullable(map(vertx).get(deploymentId));
  }

  private static LocalMap<String, Gateway> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap(MAP);
  }

  // The life of its members. May block: files are read.

  static Gateway join(Vertx vertx, String deployment, JsonObject config) {
    LocalMap<String, Gateway> gateways = map(vertx);
    synchronized (Gateway.class) {
      Gateway gateway = gateways.get(deployment);
      if (gateway == null) {
        gateway =
            new Gateway(
                deployment,
                Blueprint.parse(config.encode(), "configuration", Expansion.system()));
        gateways.put(deployment, gateway);
      }
      gateway.members.incrementAndGet();
      return gateway;
    }
  }

  Share share(int count) {
    throw new UnsupportedOperationException();
  }
}
