package dev.drover.command;

import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.util.List;

/** How Drover sets up Vert.x where the user does not say otherwise. */
final class VertxDefaults {
  /** What Vert.x counts for each request or packet, which the gateway does itself, and cheaper. */
  private static final List<MetricsDomain> OFF =
      List.of(
          MetricsDomain.HTTP_SERVER,
          MetricsDomain.HTTP_CLIENT,
          MetricsDomain.NET_SERVER,
          MetricsDomain.NET_CLIENT,
          MetricsDomain.DATAGRAM_SOCKET);

  private VertxDefaults() {}

  /** One instance of the gateway for each processor. */
  static int instances() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * The options with the native transport and one event loop for each processor, but never fewer
   * than instances.
   */
  static JsonObject complete(JsonObject options, int instances) {
    JsonObject complete = options.copy();
    if (!complete.containsKey("preferNativeTransport")) {
      complete.put("preferNativeTransport", true);
    }
    if (!complete.containsKey("eventLoopPoolSize")) {
      complete.put("eventLoopPoolSize", Math.max(instances(), instances));
    }
    return complete;
  }

  /** Adds the metrics of pools, event bus and verticles to options that have none. */
  static VertxOptions measured(VertxOptions options) {
    if (options.getMetricsOptions() == null || !options.getMetricsOptions().isEnabled()) {
      MicrometerMetricsOptions metrics =
          new MicrometerMetricsOptions()
              .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true))
              .setEnabled(true);
      OFF.forEach(metrics::addDisabledMetricsCategory);
      options.setMetricsOptions(metrics);
    }
    return options;
  }
}
