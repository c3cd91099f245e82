package dev.drover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.admin.ApiDocument;
import dev.drover.admin.ListenerView;
import dev.drover.config.Expansion;
import dev.drover.config.GatewayConfig;
import dev.drover.config.InvalidConfig;
import dev.drover.config.ListenerConfig;
import dev.drover.config.Loaded;
import dev.drover.config.Problem;
import dev.drover.config.RouteConfig;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.route.Match;
import dev.drover.route.OverlappingRoutes;
import dev.drover.route.Rewrite;
import dev.drover.route.Route;
import dev.drover.route.Router;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A configuration that is known to work: read, checked, its routes compiled and told apart.
 * Immutable; each event loop builds its share from it.
 *
 * @param config the configuration
 * @param effective the document with defaults filled in and secrets hidden
 * @param paths for each route of the configuration, in order
 * @param extensions what its names stand for
 */
record Blueprint(
    GatewayConfig config, JsonNode effective, List<RoutePath> paths, Extensions extensions) {

  /** A route's conditions, and how it changes what fulfils them. */
  record RoutePath(Match match, Optional<Rewrite> rewrite) {}

  private static final Handler NOBODY = exchange -> Future.succeededFuture(Response.of(204));

  /**
   * Reads and checks a configuration.
   *
   * @param source what to call it in messages
   * @throws InvalidConfig with all problems
   */
  static Blueprint parse(String json, String source, Expansion expansion) {
    Extensions extensions = Extensions.load();
    Loaded<GatewayConfig> loaded =
        GatewayConfig.parse(json, source, extensions.vocabulary(), expansion);
    List<Problem> problems = new ArrayList<>();
    List<RoutePath> paths = compile(loaded.config().routes(), problems);
    if (!problems.isEmpty()) {
      throw new InvalidConfig(source, problems);
    }
    return new Blueprint(loaded.config(), loaded.effective(), paths, extensions);
  }

  /** The APIs of its routes that transcode, as far as their schemas are known. */
  List<ApiDocument> apis() {
    return List.of();
  }

  /**
   * Its listeners with a TCP port.
   *
   * @param bound the port of each listener, where they listen already; else empty
   */
  List<ListenerView> listeners(List<Integer> bound) {
    List<ListenerView> views = new ArrayList<>();
    for (int i = 0; i < config.listeners().size(); i++) {
      ListenerConfig listener = config.listeners().get(i);
      if (listener.unix().isEmpty()) {
        int port = i < bound.size() ? bound.get(i) : listener.port();
        views.add(
            new ListenerView(listener.host().orElse("0.0.0.0"), port, listener.tls().isPresent()));
      }
    }
    return views;
  }

  private static List<RoutePath> compile(List<RouteConfig> routes, List<Problem> problems) {
    List<RoutePath> paths = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      RouteConfig route = routes.get(i);
      String place = "/routes/" + i;
      Optional<Match> match = Match.of(route.match(), problems(place + "/match", problems));
      match.ifPresent(
          known ->
              paths.add(
                  new RoutePath(
                      known,
                      route
                          .rewrite()
                          .flatMap(
                              rewrite ->
                                  Rewrite.of(
                                      rewrite, known, problems(place + "/rewrite", problems))))));
    }
    if (problems.isEmpty()) {
      tellApart(routes, paths, problems);
    }
    return List.copyOf(paths);
  }

  private static BiConsumer<String, String> problems(String place, List<Problem> problems) {
    return (pointer, message) -> problems.add(new Problem(place + pointer, 0, 0, message));
  }

  private static void tellApart(
      List<RouteConfig> routes, List<RoutePath> paths, List<Problem> problems) {
    List<Route> bare = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      bare.add(Route.of(routes.get(i).id(), paths.get(i).match(), NOBODY));
    }
    try {
      Router.of(bare);
    } catch (OverlappingRoutes overlapping) {
      overlapping
          .overlaps()
          .forEach(
              overlap -> problems.add(new Problem(overlap.pointer(), 0, 0, overlap.message())));
    }
  }
}
