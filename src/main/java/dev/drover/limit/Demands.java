package dev.drover.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much a node is asked for of each key. Demand that grows is told at once; what has ended fades
 * with the memory. A bounded number of keys is told, those that are asked for most. Confined to one
 * thread.
 */
public final class Demands {
  private static final double TOO_LITTLE = 0.02;

  private final Portions.Terms terms;
  private final double kept;
  private final Map<Long, Double> rates = new HashMap<>();

  public Demands(Portions.Terms terms) {
    this.terms = terms;
    this.kept = Math.exp(-(double) terms.intervalNanos() / terms.memoryNanos());
  }

  /**
   * An interval is over.
   *
   * @param asked how much was asked for in it, by the hashes of the keys
   * @param levels how much is held, and was wanted at one time
   * @param more whether there were keys that are not among them
   */
  public Demand end(
      long epoch, Map<Long, Double> asked, Map<Long, Portions.Level> levels, boolean more) {
    double seconds = terms.intervalNanos() / 1e9;
    rates.replaceAll((key, rate) -> rate * kept);
    asked.forEach((key, amount) -> rates.merge(key, amount / seconds, Math::max));
    levels.forEach((key, level) -> rates.merge(key, level.wanted(), Math::max));
    rates.values().removeIf(rate -> rate * terms.memoryNanos() / 1e9 < TOO_LITTLE);
    boolean cut = more || rates.size() > terms.told();
    if (rates.size() > terms.told()) {
      List<Map.Entry<Long, Double>> sorted = new ArrayList<>(rates.entrySet());
      sorted.sort(
          Map.Entry.<Long, Double>comparingByValue(Comparator.reverseOrder())
              .thenComparing(Map.Entry.comparingByKey()));
      sorted.subList(terms.told(), sorted.size()).forEach(entry -> rates.remove(entry.getKey()));
    }
    Map<Long, Double> held = new HashMap<>();
    levels.forEach(
        (key, level) -> {
          if (level.held() > 0 && rates.containsKey(key)) {
            held.put(key, level.held());
          }
        });
    return new Demand(epoch, cut, rates, held);
  }
}
