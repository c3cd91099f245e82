package dev.drover.filter;

import dev.drover.exchange.Filter;
import dev.drover.limit.Peers;
import dev.drover.schema.Schemas;
import dev.drover.task.Dispatch;
import dev.drover.task.HeavyFactory;
import dev.drover.task.Workers;
import dev.drover.task.Workplace;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.upstream.Upstream;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The door for filters, found by {@link java.util.ServiceLoader}. The built-in ones come through it
 * too.
 *
 * @param <C> its configuration
 */
public interface FilterFactory<C extends Record> {
  /** The key that names it in a route's {@code filters}. */
  String name();

  /** What its configuration is read into. */
  Class<C> config();

  /**
   * Adds what is wrong with a configuration that its record cannot tell: an expression that does
   * not compile, a file that cannot be read. May block; called once, before anything is made.
   *
   * @param problems told the JSON pointer below this configuration, and a sentence
   */
  default void check(C config, Schemas schemas, BiConsumer<String, String> problems) {}

  /** Makes the filter of one route; called for each event loop, on that loop. */
  Filter create(C config, Parts parts);

  /**
   * What a filter may use.
   *
   * @param route the id of its route
   * @param upstreams an upstream by its name, as this event loop sees it
   * @param telemetry what this event loop counts
   * @param peers what other nodes tell
   * @param shared what this filter of this route has in common on all event loops
   * @param dispatch the way from this event loop to the workers
   */
  record Parts(
      String route,
      Vertx vertx,
      Schemas schemas,
      Function<String, Upstream> upstreams,
      LoopTelemetry telemetry,
      Peers peers,
      Shared shared,
      Dispatch dispatch) {

    /** The workers, for a filter of that name whose factory is a {@link HeavyFactory}. */
    public Workers workers(String filter, Workplace on) {
      return new Workers(filter, on, dispatch, vertx);
    }

    /** Counts the requests that a filter of that name refuses on this route. */
    public Counter refusals(String filter) {
      return telemetry.counter(
          "drover.filter.refused",
          "Requests that a filter has refused.",
          Map.of("route", route, "filter", filter));
    }
  }

  /** Holds what must exist once, however many event loops there are. */
  interface Shared {
    /** Names this filter among those of its kind, alike on all nodes that have the same routes. */
    String name();

    /**
     * The thing that the first event loop made, for it and all others; it must be safe for use by
     * any thread. If it is {@link AutoCloseable} it is closed with the gateway, or when the
     * configuration has changed.
     */
    <T> T once(Supplier<T> make);
  }
}
