package dev.drover.upstream;

import dev.drover.exchange.Wheel;
import dev.drover.upstream.health.Checker;
import dev.drover.upstream.health.HealthConfig;
import dev.drover.upstream.health.Target;
import dev.drover.upstream.health.Verdict;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts the health checks of an upstream's endpoints: with the TLS settings that requests have,
 * but on connections of their own. Confined to one event loop.
 */
final class Checks {
  private final String upstream;
  private final HttpUpstreamConfig config;
  private final HttpVersion version;
  private final Vertx vertx;
  private final Wheel wheel;
  private @Nullable HttpClientAgent client;

  Checks(
      String upstream, HttpUpstreamConfig config, HttpVersion version, Vertx vertx, Wheel wheel) {
    this.upstream = upstream;
    this.config = config;
    this.version = version;
    this.vertx = vertx;
    this.wheel = wheel;
  }

  /**
   * Begins to watch an endpoint.
   *
   * @param judged told each verdict that differs from the one before
   * @return null when the upstream has no health checks
   */
  @Nullable Checker start(EndpointConfig endpoint, Consumer<Verdict> judged) {
    if (config.health().isEmpty()) {
      return null;
    }
    HealthConfig health = config.health().get();
    HttpClientAgent opener = client(health);
    HttpConnectOptions options = Endpoint.connectOptions(config, endpoint);
    Target target =
        new Target(
            () -> opener.connect(options).onSuccess(ClientChannel::quiet),
            Endpoint.authority(endpoint));
    Checker checker =
        new Checker(
            health,
            health.check(target),
            wheel,
            () -> ThreadLocalRandom.current().nextDouble(),
            judged);
    checker.start();
    return checker;
  }

  private HttpClientAgent client(HealthConfig health) {
    HttpClientAgent made = client;
    if (made == null) {
      made = HttpUpstreamFactory.client(upstream, vertx, config, health.version(version));
      client = made;
    }
    return made;
  }

  void close() {
    if (client != null) {
      client.close();
    }
  }
}
