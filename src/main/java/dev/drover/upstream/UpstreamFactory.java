package dev.drover.upstream;

import dev.drover.exchange.Pass;
import dev.drover.exchange.Wheel;
import dev.drover.schema.Schemas;
import dev.drover.telemetry.LoopTelemetry;
import io.vertx.core.Vertx;

/**
 * The door for kinds of upstream, found by {@link java.util.ServiceLoader}. The built-in ones come
 * through it too.
 *
 * @param <C> its configuration
 */
public interface UpstreamFactory<C extends Record> {
  /** The {@code protocol} that names it in the configuration. */
  String name();

  /** What its configuration is read into. */
  Class<C> config();

  /**
   * Makes one event loop's share; called on that loop.
   *
   * @param name the name of the upstream
   */
  Upstream create(String name, C config, Loop loop);

  /**
   * What an upstream has of its event loop.
   *
   * @param rosters where endpoints come from; the same for all event loops
   * @param schemas the schemas of the gateway
   */
  record Loop(
      Vertx vertx,
      Wheel wheel,
      Pass pass,
      LoopTelemetry telemetry,
      Rosters rosters,
      Schemas schemas) {}
}
