package dev.drover.limit;

import java.util.Map;

/**
 * What a node was asked for in an interval, as it tells the others. Immutable.
 *
 * @param epoch the number of the interval
 * @param cut whether there were more keys than are told
 * @param keys by their hashes: how much a second
 */
public record Demand(long epoch, boolean cut, Map<Long, Double> keys) {
  public Demand {
    keys = Map.copyOf(keys);
  }
}
