package dev.drover.filter;

import dev.drover.exchange.Filter;

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

  /** Makes the filter of one route; called for each event loop, on that loop. */
  Filter create(C config);
}
