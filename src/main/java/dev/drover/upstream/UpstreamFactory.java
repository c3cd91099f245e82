package dev.drover.upstream;

import dev.drover.exchange.Pass;
import dev.drover.exchange.Wheel;
import dev.drover.limit.Peers;
import dev.drover.schema.Schemas;
import dev.drover.telemetry.LoopTelemetry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

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
   * Adds what is wrong with a configuration that only this machine can tell: a file that is missing
   * or broken. May block; called before anything is made.
   *
   * @param problems told the JSON pointer below this configuration, and a sentence
   */
  default void check(C config, BiConsumer<String, String> problems) {}

  /** The names of the other upstreams that it sends to. */
  default List<String> uses(C config) {
    return List.of();
  }

  /** How it picks an endpoint, in a word for people. */
  default String balance(C config) {
    return "round-robin";
  }

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
   * @param peers what other nodes tell; the same for all event loops
   * @param schemas the schemas of the gateway
   * @param upstreams the others by their names; not to be asked before all have been made
   */
  record Loop(
      Vertx vertx,
      Wheel wheel,
      Pass pass,
      LoopTelemetry telemetry,
      Rosters rosters,
      Peers peers,
      Schemas schemas,
      Function<String, Upstream> upstreams) {}
}
