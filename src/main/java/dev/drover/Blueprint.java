package dev.drover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.admin.ApiDocument;
import dev.drover.admin.ListenerView;
import dev.drover.config.Choice;
import dev.drover.config.Expansion;
import dev.drover.config.GatewayConfig;
import dev.drover.config.InvalidConfig;
import dev.drover.config.ListenerConfig;
import dev.drover.config.Loaded;
import dev.drover.config.NearestName;
import dev.drover.config.Problem;
import dev.drover.config.RouteConfig;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.handler.HandlerFactory;
import dev.drover.handler.tasks.TasksFactory;
import dev.drover.route.Match;
import dev.drover.route.OverlappingRoutes;
import dev.drover.route.Rewrite;
import dev.drover.route.Route;
import dev.drover.route.Router;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schema;
import dev.drover.schema.SchemaFiles;
import dev.drover.schema.Schemas;
import dev.drover.task.HeavyFactory;
import dev.drover.task.Kind;
import dev.drover.task.Tasks;
import dev.drover.task.Workplace;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that is known to work: read, checked, its routes compiled and told apart.
 * Immutable; each event loop builds its share from it.
 *
 * @param text what it was read from
 * @param config the configuration
 * @param effective the document with defaults filled in and secrets hidden
 * @param paths for each route of the configuration, in order
 * @param schemas those of the configuration; what comes from files has been read
 * @param tasks by their names
 * @param extensions what its names stand for
 */
record Blueprint(
    String text,
    GatewayConfig config,
    JsonNode effective,
    List<RoutePath> paths,
    Schemas schemas,
    Map<String, Kind> tasks,
    Extensions extensions) {

  /** A route's conditions, and how it changes what fulfils them. */
  record RoutePath(Match match, Optional<Rewrite> rewrite) {}

  private static final Handler NOBODY = exchange -> Future.succeededFuture(Response.of(204));

  /**
   * Reads and checks a configuration, and that this machine has what it names. Blocks.
   *
   * @param source what to call it in messages
   * @throws InvalidConfig with all problems
   */
  static Blueprint usable(String json, String source) {
    return parse(json, source, Expansion.system()).here(source);
  }

  /**
   * Reads and checks a configuration.
   *
   * @param source what to call it in messages
   * @throws InvalidConfig with all problems
   */
  static Blueprint parse(String json, String source, Expansion expansion) {
    return parse(json, source, expansion, null);
  }

  /**
   * Reads and checks a configuration that is to take the place of this one while the gateway runs.
   * Sections that cannot change may be left out. Schemas that are configured as they were are the
   * same ones.
   *
   * @param source what to call it in messages
   * @throws InvalidConfig with all problems, changes that need another start among them
   */
  Blueprint next(String json, String source, Expansion expansion) {
    return parse(GatewayConfig.completed(json, text), source, expansion, this);
  }

  private static Blueprint parse(
      String json, String source, Expansion expansion, @Nullable Blueprint before) {
    Extensions extensions = before == null ? Extensions.load() : before.extensions;
    Loaded<GatewayConfig> loaded =
        GatewayConfig.parse(json, source, extensions.vocabulary(), expansion);
    List<Problem> problems = new ArrayList<>();
    if (before != null) {
      GatewayConfig changed = loaded.config();
      before.config.fixed(changed).forEach(name -> problems.add(fixed(name)));
    }
    List<RoutePath> paths = compile(loaded.config().routes(), problems);
    Schemas schemas =
        before != null && before.config.schemas().equals(loaded.config().schemas())
            ? before.schemas
            : schemas(loaded.config(), problems);
    Map<String, Kind> tasks =
        Tasks.kinds(
            loaded.config().tasks(),
            extensions.tasks(),
            extensions.heavy(),
            problems("/tasks", problems));
    check(loaded.config(), extensions, schemas, tasks, problems);
    Upstreams.check(loaded.config().upstreams(), extensions, problems);
    if (!problems.isEmpty()) {
      throw new InvalidConfig(source, problems);
    }
    return new Blueprint(
        json, loaded.config(), loaded.effective(), paths, schemas, tasks, extensions);
  }

  private static String unknownTask(String name, Map<String, Kind> tasks) {
    List<String> known =
        tasks.entrySet().stream()
            .filter(task -> !task.getValue().carries())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return "no task is called \"" + name + "\"" + NearestName.advice(name, known);
  }

  private static Problem fixed(String section) {
    return new Problem(
        "/" + section, 0, 0, "this cannot change while the gateway runs; start it anew for that");
  }

  /**
   * Itself, when what it names on this machine can be used: certificates, keys. Blocks.
   *
   * @param source what to call it in messages
   * @throws InvalidConfig with all problems
   */
  Blueprint here(String source) {
    List<Problem> problems = new ArrayList<>();
    Upstreams.checkFiles(config.upstreams(), extensions, problems);
    if (!problems.isEmpty()) {
      throw new InvalidConfig(source, problems);
    }
    return this;
  }

  /** Reads those that come from files; the others come when their upstreams answer. */
  private static Schemas schemas(GatewayConfig config, List<Problem> problems) {
    Schemas schemas = new Schemas(config.schemas());
    for (LiveSchema schema : schemas.all()) {
      if (SchemaFiles.holds(schema.config())) {
        try {
          schema.publish(Schema.of(schema.name(), SchemaFiles.read(schema.config())));
        } catch (InvalidSchema invalid) {
          String message = String.valueOf(invalid.getMessage());
          problems.add(new Problem("/schemas/" + schema.name(), 0, 0, message));
        }
      }
    }
    return schemas;
  }

  @SuppressWarnings("unchecked") // each factory names its own record
  private static void check(
      GatewayConfig config,
      Extensions extensions,
      Schemas schemas,
      Map<String, Kind> tasks,
      List<Problem> problems) {
    if (config.tasks().grpc()) {
      TasksFactory.schema(); // linked here, not on an event loop
    }
    List<RouteConfig> routes = config.routes();
    for (int i = 0; i < routes.size(); i++) {
      String place = "/routes/" + i;
      Choice end = routes.get(i).handler();
      HandlerFactory<Record> handler =
          (HandlerFactory<Record>) extensions.handlers().get(end.name());
      if (handler != null) {
        handler.check(end.config(), schemas, problems(place + "/" + end.name(), problems));
        works(handler, end, config, problems(place + "/" + end.name(), problems));
        handler.tasks(end.config()).stream()
            .filter(name -> !tasks.containsKey(name) || tasks.get(name).carries())
            .forEach(
                name ->
                    problems(place + "/" + end.name(), problems)
                        .accept("", unknownTask(name, tasks)));
      }
    }
    for (Choice choice : filters(config)) {
      FilterFactory<Record> filter =
          (FilterFactory<Record>) extensions.filters().get(choice.name());
      if (filter != null) {
        filter.check(choice.config(), schemas, problems(choice.pointer(), problems));
        works(filter, choice, config, problems(choice.pointer(), problems));
      }
    }
  }

  /** Each filter of the document once, wherever it stands there. */
  private static Collection<Choice> filters(GatewayConfig config) {
    Map<String, Choice> filters = new LinkedHashMap<>();
    config.filters().forEach(choice -> filters.put(choice.pointer(), choice));
    config
        .routes()
        .forEach(route -> route.filters().forEach(choice -> filters.put(choice.pointer(), choice)));
    return filters.values();
  }

  @SuppressWarnings("unchecked") // each factory names its own record
  private static void works(
      Object factory, Choice choice, GatewayConfig config, BiConsumer<String, String> problems) {
    if (factory instanceof HeavyFactory<?> heavy && config.tasks().cpuSeats() == 0) {
      ((HeavyFactory<Record>) heavy)
          .places(choice.config()).entrySet().stream()
              .filter(on -> on.getValue().place() == Workplace.Where.WORKER)
              .forEach(
                  on ->
                      problems.accept(
                          on.getKey(),
                          "\"worker\" means those of this node, and \"tasks\" says that it has"
                              + " none; give it some, or say \"loop\""));
    }
  }

  /** The APIs of its routes that transcode, as far as their schemas are known. */
  @SuppressWarnings("unchecked") // each factory names its own record
  List<ApiDocument> apis() {
    List<ApiDocument> apis = new ArrayList<>();
    for (int i = 0; i < config.routes().size(); i++) {
      RouteConfig route = config.routes().get(i);
      Choice choice = route.handler();
      HandlerFactory<Record> factory =
          (HandlerFactory<Record>) Extensions.named(extensions.handlers(), choice);
      List<String> hosts = paths.get(i).match().hosts();
      String host = hosts.stream().filter(name -> !name.startsWith("*")).findFirst().orElse("");
      factory
          .api(choice.config(), schemas, route.id())
          .ifPresent(document -> apis.add(new ApiDocument(route.id(), route.id(), host, document)));
    }
    return apis;
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
