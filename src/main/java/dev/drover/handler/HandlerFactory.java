package dev.drover.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.exchange.Handler;
import dev.drover.herd.Herd;
import dev.drover.schema.Schemas;
import dev.drover.task.Dispatch;
import dev.drover.task.HeavyFactory;
import dev.drover.task.Workers;
import dev.drover.task.Workplace;
import dev.drover.upstream.Upstream;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

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

  /**
   * Adds what is wrong with a configuration that only the schemas can tell.
   *
   * @param problems told the JSON pointer below this configuration, and a sentence
   */
  default void check(C config, Schemas schemas, BiConsumer<String, String> problems) {}

  /**
   * What a route of it offers to clients that speak JSON, as an OpenAPI document without servers.
   *
   * @param title what the document is called
   * @return empty when there is nothing, or its schema is not known yet
   */
  default Optional<Supplier<ObjectNode>> api(C config, Schemas schemas, String title) {
    return Optional.empty();
  }

  /** The tasks that it has done, which must exist. */
  default List<String> tasks(C config) {
    return List.of();
  }

  /** Makes one event loop's handler of one route; called on that loop. */
  Handler create(C config, Parts parts);

  /**
   * What a handler may use.
   *
   * @param schemas the schemas of the gateway
   * @param upstreams an upstream by its name; the configuration has checked that it exists
   * @param ready whether the gateway takes new work
   * @param herd this node of the herd; empty when the gateway stands alone
   * @param dispatch the way from this event loop to the workers
   */
  record Parts(
      Vertx vertx,
      Schemas schemas,
      Function<String, Upstream> upstreams,
      BooleanSupplier ready,
      Optional<Herd> herd,
      Dispatch dispatch) {

    /** The workers, for a handler of that name whose factory is a {@link HeavyFactory}. */
    public Workers workers(String handler, Workplace on) {
      return new Workers(handler, on, dispatch, vertx);
    }
  }
}
