package dev.drover.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two routes with the same conditions, so that no request could ever take the second.
 *
 * @param route the index of the later route
 * @param earlier the index of the first one with these conditions
 * @param message a sentence with the ids of both
 */
public record Overlap(int route, int earlier, String message) {
  /** All overlaps in the order of the routes; names of variables make no difference. */
  public static List<Overlap> find(List<Route> routes) {
    Map<Match, Integer> seen = new HashMap<>();
    List<Overlap> found = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      Integer earlier = seen.putIfAbsent(routes.get(i).match().anonymous(), i);
      if (earlier != null) {
        found.add(of(i, routes.get(i).id(), earlier, routes.get(earlier).id()));
      }
    }
    return found;
  }

  private static Overlap of(int route, String id, int earlier, String earlierId) {
    return new Overlap(
        route,
        earlier,
        "the route \"%s\" has the same conditions as \"%s\" (/routes/%d/match); change one of them"
            .formatted(id, earlierId, earlier));
  }

  /** The JSON pointer of the later route's conditions. */
  public String pointer() {
    return "/routes/" + route + "/match";
  }

  @Override
  public String toString() {
    return pointer() + ": " + message;
  }
}
