package dev.drover.limit;

import java.util.Map;

/**
 * What a node was asked for in an interval, as it tells the others. Immutable.
 *
 * @param epoch the number of the interval
 * @param cut whether there were more keys than are told
 * @param keys by their hashes: how much a second, or how much at one time
 * @param held by their hashes: how much is taken at the end of the interval and cannot be given
 *     away; nothing for what is not given back
 */
public record Demand(long epoch, boolean cut, Map<Long, Double> keys, Map<Long, Double> held) {
  public Demand {
    keys = Map.copyOf(keys);
    held = Map.copyOf(held);
  }

  /** One of which nothing is held. */
  public Demand(long epoch, boolean cut, Map<Long, Double> keys) {
    this(epoch, cut, keys, Map.of());
  }
}
