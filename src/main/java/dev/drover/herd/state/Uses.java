package dev.drover.herd.state;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Things that several have in common, each kept as long as anybody uses it. While a configuration
 * is changed there may be two of one name that differ in the rest of their places. Safe for all
 * threads.
 *
 * @param <P> what must be alike for a thing to be the same
 * @param <T> the thing
 */
final class Uses<P, T> {
  private record Use<T>(T thing, int users) {}

  private final Map<P, Use<T>> all = new ConcurrentHashMap<>();

  /** The thing of a place, which has one user more. */
  T enter(P place, Function<P, T> make) {
    return all.compute(
            place,
            (same, use) ->
                use == null
                    ? new Use<>(make.apply(place), 1)
                    : new Use<>(use.thing(), use.users() + 1))
        .thing();
  }

  /** One user less; the thing when it was the last. */
  Optional<T> leave(P place) {
    Use<T> before = all.get(place);
    Use<T> after =
        all.computeIfPresent(
            place,
            (same, use) -> use.users() == 1 ? null : new Use<>(use.thing(), use.users() - 1));
    return before == null || after != null ? Optional.empty() : Optional.of(before.thing());
  }

  Collection<T> things() {
    return all.values().stream().map(Use::thing).toList();
  }
}
