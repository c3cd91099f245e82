package dev.drover;

import dev.drover.config.Choice;
import dev.drover.config.RouteConfig;
import dev.drover.config.Size;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.filter.FilterFactory;
import dev.drover.handler.Fleet;
import dev.drover.handler.GrpcServing;
import dev.drover.handler.HandlerFactory;
import dev.drover.handler.Health;
import dev.drover.handler.Reflection;
import dev.drover.handler.tasks.TasksFactory;
import dev.drover.limit.Peers;
import dev.drover.route.Match;
import dev.drover.route.Route;
import dev.drover.schema.Schema;
import dev.drover.schema.Schemas;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.upstream.CallPolicy;
import dev.drover.upstream.Upstream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The routes of one event loop: those of the configuration, and the gateway's own services unless a
 * route takes their place. Called on that loop.
 */
final class Routes {
  private final Blueprint blueprint;
  private final HandlerFactory.Parts parts;
  private final LoopTelemetry telemetry;
  private final Peers peers;
  private final SharedParts shared;
  private final List<Route> all = new ArrayList<>();
  private final Map<String, Set<Upstream>> named = new TreeMap<>();
  private final Map<GrpcServing, Set<Upstream>> serving = new LinkedHashMap<>();

  private Routes(
      Blueprint blueprint,
      HandlerFactory.Parts parts,
      LoopTelemetry telemetry,
      Peers peers,
      SharedParts shared) {
    this.peers = peers;
    this.blueprint = blueprint;
    this.parts = parts;
    this.telemetry = telemetry;
    this.shared = shared;
  }

  /** Makes them. */
  static List<Route> of(
      Blueprint blueprint,
      HandlerFactory.Parts parts,
      LoopTelemetry telemetry,
      Peers peers,
      SharedParts shared) {
    Routes routes = new Routes(blueprint, parts, telemetry, peers, shared);
    for (int i = 0; i < blueprint.config().routes().size(); i++) {
      routes.add(i);
    }
    Fleet fleet = routes::fleet;
    routes.own("drover-health", Health.SERVICE, new Health(parts.ready(), fleet));
    boolean tasks = blueprint.config().tasks().grpc();
    if (tasks) {
      routes.tasks();
    }
    if (tasks || !parts.schemas().all().isEmpty()) {
      Handler reflection = new Reflection(() -> reflected(parts.schemas(), tasks));
      for (String name : Reflection.SERVICES) {
        routes.own("drover-reflection", name, reflection);
      }
    }
    return routes.all;
  }

  private void add(int number) {
    RouteConfig config = blueprint.config().routes().get(number);
    Blueprint.RoutePath path = blueprint.paths().get(number);
    Set<Upstream> used = new LinkedHashSet<>();
    Match match = path.match();
    Handler handler = handler(config, used);
    if (match.path() instanceof Match.Grpc grpc && !grpc.service().isEmpty()) {
      named.computeIfAbsent(grpc.service(), any -> new LinkedHashSet<>()).addAll(used);
    }
    if (handler instanceof GrpcServing bridge) {
      serving.put(bridge, used);
    }
    List<Filter> filters = filters(config);
    path.rewrite().ifPresent(filters::add);
    CallPolicy policy = CallPolicy.of(config.retry(), config.hedge());
    if (policy != null) {
      filters.add(
          (exchange, next) -> {
            exchange.put(CallPolicy.KEY, policy);
            return next.handle(exchange);
          });
    }
    all.add(
        new Route(
            config.id(),
            match,
            Route.fold(filters, handler),
            config.timeout().orElse(null),
            config.bodyBytes().map(Size::bytes).orElse(Long.MAX_VALUE),
            config.accessLog(),
            filters.stream().anyMatch(Filter::preflights)));
  }

  // The casts are safe, since each factory names its own record

  @SuppressWarnings("unchecked")
  private Handler handler(RouteConfig config, Set<Upstream> used) {
    HandlerFactory<Record> factory =
        (HandlerFactory<Record>)
            Extensions.named(blueprint.extensions().handlers(), config.handler());
    HandlerFactory.Parts noting =
        new HandlerFactory.Parts(
            parts.vertx(),
            parts.schemas(),
            name -> {
              Upstream upstream = parts.upstreams().apply(name);
              used.add(upstream);
              return upstream;
            },
            parts.ready(),
            parts.herd(),
            parts.dispatch());
    return factory.create(config.handler().config(), noting);
  }

  @SuppressWarnings("unchecked")
  private List<Filter> filters(RouteConfig config) {
    List<Filter> filters = new ArrayList<>();
    for (Choice choice : config.filters()) {
      FilterFactory<Record> factory =
          (FilterFactory<Record>) Extensions.named(blueprint.extensions().filters(), choice);
      FilterFactory.Shared common = shared.of(config, filters.size());
      filters.add(
          factory.create(
              choice.config(),
              new FilterFactory.Parts(
                  config.id(),
                  parts.vertx(),
                  parts.schemas(),
                  parts.upstreams(),
                  telemetry,
                  peers,
                  common,
                  parts.dispatch())));
    }
    return filters;
  }

  private static List<Schema> reflected(Schemas schemas, boolean tasks) {
    List<Schema> all = new ArrayList<>(schemas.current());
    if (tasks) {
      all.add(TasksFactory.schema());
    }
    return all;
  }

  private void tasks() {
    Handler handler = new TasksFactory().create(new TasksFactory.Config(), parts);
    own("drover-tasks", TasksFactory.SERVICE, handler);
    Match match = Match.prefix(TasksFactory.PREFIX);
    if (all.stream().noneMatch(route -> route.match().equals(match))) {
      all.add(Route.of("drover-tasks-rest", match, handler));
    }
  }

  private void own(String id, String service, Handler handler) {
    Match match = Match.grpc(service + "/*");
    if (all.stream().noneMatch(route -> route.match().equals(match))) {
      all.add(new Route(id, match, handler, null, Long.MAX_VALUE, false, false));
      named.putIfAbsent(service, Set.of());
    }
  }

  private Map<String, Set<Upstream>> fleet() {
    Map<String, Set<Upstream>> fleet = new TreeMap<>(named);
    serving.forEach(
        (bridge, upstreams) ->
            bridge.services().forEach(service -> fleet.putIfAbsent(service, upstreams)));
    return fleet;
  }
}
