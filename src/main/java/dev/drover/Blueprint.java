package dev.drover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.Expansion;
import dev.drover.config.GatewayConfig;
import dev.drover.config.InvalidConfig;
import dev.drover.config.Loaded;
import dev.drover.config.MatchConfig;
import dev.drover.config.Problem;
import dev.drover.config.RouteConfig;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.route.Match;
import dev.drover.route.OverlappingRoutes;
import dev.drover.route.Route;
import dev.drover.route.Router;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration that is known to work: read, checked, its routes compiled and told apart.
 * Immutable; each event loop builds its share from it.
 *
 * @param config the configuration
 * @param effective the document with defaults filled in and secrets hidden
 * @param matches for each route of the configuration, in order
 * @param extensions what its names stand for
 */
record Blueprint(
    GatewayConfig config, JsonNode effective, List<Match> matches, Extensions extensions) {

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
    return new Blueprint(
        loaded.config(), loaded.effective(), matches(loaded.config(), source), extensions);
  }

  private static List<Match> matches(GatewayConfig config, String source) {
    List<Problem> problems = new ArrayList<>();
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i < config.routes().size(); i++) {
      try {
        matches.add(match(config.routes().get(i).match()));
      } catch (IllegalArgumentException wrong) {
        problems.add(problem(i, String.valueOf(wrong.getMessage())));
      }
    }
    if (problems.isEmpty()) {
      tellApart(config.routes(), matches, problems);
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfig(source, problems);
    }
    return List.copyOf(matches);
  }

  private static void tellApart(
      List<RouteConfig> routes, List<Match> matches, List<Problem> problems) {
    List<Route> bare = new ArrayList<>();
    for (int i = 0; i < matches.size(); i++) {
      bare.add(Route.of(routes.get(i).id(), matches.get(i), NOBODY));
    }
    try {
      Router.of(bare);
    } catch (OverlappingRoutes overlapping) {
      overlapping
          .overlaps()
          .forEach(overlap -> problems.add(problem(overlap.route(), overlap.message())));
    }
  }

  private static Problem problem(int route, String message) {
    return new Problem("/routes/" + route + "/match", 0, 0, message);
  }

  private static Match match(MatchConfig config) {
    Match match =
        config
            .grpc()
            .map(Match::grpc)
            .or(() -> config.path().map(Match::path))
            .or(() -> config.prefix().map(Match::prefix))
            .orElseGet(Match::any);
    match =
        match
            .withHosts(config.hosts())
            .withMethods(
                config.methods().stream().map(HttpMethod::valueOf).toArray(HttpMethod[]::new));
    for (Map.Entry<String, String> header : config.headers().entrySet()) {
      match = match.withHeader(header.getKey(), header.getValue());
    }
    for (Map.Entry<String, String> parameter : config.query().entrySet()) {
      match = match.withParameter(parameter.getKey(), parameter.getValue());
    }
    return match;
  }
}
