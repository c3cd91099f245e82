package dev.drover.handler;

import dev.drover.exchange.Handler;
import dev.drover.upstream.Upstream;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The door for kinds of route end, found by {@link java.util.ServiceLoader}. The built-in ones come
 * through it too.
 *
 * @param <C> its configuration
 */
public interface HandlerFactory<C extends Record> {
  /** The key that names it in a route. */
  String name();

  /** What its configuration is read into. */
  Class<C> config();

  /** Makes one event loop's handler of one route; called on that loop. */
  Handler create(C config, Parts parts);

  /**
   * What a handler may use.
   *
   * @param upstreams an upstream by its name; the configuration has checked that it exists
   * @param ready whether the gateway takes new work
   */
  record Parts(Vertx vertx, Function<String, Upstream> upstreams, BooleanSupplier ready) {}
}
