package dev.drover;

import dev.drover.config.GatewayConfig;
import dev.drover.config.RouteConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a configuration has that another had not, in sentences. */
final class Changes {
  private final List<String> sentences = new ArrayList<>();

  private Changes() {}

  /** The sentences, in the order of the configuration's sections; none when nothing differs. */
  static List<String> between(GatewayConfig before, GatewayConfig after) {
    Changes changes = new Changes();
    changes.compare("Schema", before.schemas(), after.schemas());
    changes.compare("Upstream", before.upstreams(), after.upstreams());
    changes.compare("Route", routes(before), routes(after));
    changes.compare("Address", before.expose(), after.expose());
    if (!before.shutdown().equals(after.shutdown())) {
      changes.sentences.add("How the gateway stops has changed.");
    }
    if (changes.sentences.isEmpty()
        && !List.copyOf(routes(before).keySet()).equals(List.copyOf(routes(after).keySet()))) {
      changes.sentences.add("The routes are in another order.");
    }
    return changes.sentences;
  }

  private static Map<String, RouteConfig> routes(GatewayConfig config) {
    Map<String, RouteConfig> routes = new LinkedHashMap<>();
    config.routes().forEach(route -> routes.put(route.id(), route));
    return routes;
  }

  private <T> void compare(String what, Map<String, T> before, Map<String, T> after) {
    after.forEach(
        (name, now) -> {
          T then = before.get(name);
          if (then == null) {
            sentences.add(what + " " + name + " is new.");
          } else if (!then.equals(now)) {
            sentences.add(what + " " + name + " has changed.");
          }
        });
    for (String name : before.keySet()) {
      if (!after.containsKey(name)) {
        sentences.add(what + " " + name + " is gone.");
      }
    }
  }
}
