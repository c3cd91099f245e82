package dev.drover;

import dev.drover.config.Choice;
import dev.drover.config.RouteConfig;
import dev.drover.filter.FilterFactory;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What filters have in common on all event loops of a gateway. Safe for use by any thread. */
final class SharedParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedParts.class);

  /** A filter as it is configured. */
  private record Place(String route, int number, Choice filter) {
    static Place of(RouteConfig route, int number) {
      return new Place(route.id(), number, route.filters().get(number));
    }

    /** The route, and which of its filters of that kind it is, if it is not the first. */
    static String name(RouteConfig route, int number) {
      String kind = route.filters().get(number).name();
      long before =
          route.filters().subList(0, number).stream()
              .filter(filter -> filter.name().equals(kind))
              .count();
      return before == 0 ? route.id() : route.id() + " " + (before + 1);
    }
  }

  private final Map<Place, Object> made = new ConcurrentHashMap<>();

  /** What belongs to that filter of that route, as long as both are configured alike. */
  FilterFactory.Shared of(RouteConfig route, int number) {
    Place place = Place.of(route, number);
    String name = Place.name(route, number);
    return new FilterFactory.Shared() {
      @Override
      public String name() {
        return name;
      }

      @Override
      @SuppressWarnings("unchecked") // a place has one filter, which makes one thing
      public <T> T once(Supplier<T> make) {
        return (T) made.computeIfAbsent(place, absent -> make.get());
      }
    };
  }

  /** Closes what belongs to filters of none of these routes. */
  void keep(Collection<RouteConfig> routes) {
    Set<Place> kept = new HashSet<>();
    for (RouteConfig route : routes) {
      for (int i = 0; i < route.filters().size(); i++) {
        kept.add(Place.of(route, i));
      }
    }
    made.forEach(
        (place, part) -> {
          if (!kept.contains(place) && made.remove(place, part)) {
            close(place, part);
          }
        });
  }

  @Override
  public void close() {
    keep(Set.of());
  }

  private static void close(Place place, Object part) {
    if (part instanceof AutoCloseable closing) {
      try {
        closing.close();
      } catch (Exception e) {
        LOG.warn(
            "What the filter {} of the route {} holds could not be closed.",
            place.filter().name(),
            place.route(),
            e);
      }
    }
  }
}
