package dev.drover;

import dev.drover.config.Choice;
import dev.drover.config.ListenerConfig;
import dev.drover.config.RouteConfig;
import dev.drover.config.Size;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.InFlight;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Wheel;
import dev.drover.filter.FilterFactory;
import dev.drover.handler.HandlerFactory;
import dev.drover.handler.Health;
import dev.drover.route.Match;
import dev.drover.route.Route;
import dev.drover.route.Router;
import dev.drover.server.Listener;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.telemetry.Telemetry;
import dev.drover.upstream.Rosters;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamFactory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One event loop's share of the gateway: its timers, its connections to upstreams, its routes, its
 * part of each listener. The constructor builds it bottom up; requests go through it top down.
 * Apart from {@link #context()}, everything here is called on that loop.
 */
final class Share {
  /** For what is cancelled at the end of the grace to reach its clients. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  /** A source of endpoints that does not answer must not keep the others from being served. */
  private static final Duration LONGEST_SEARCH = Duration.ofSeconds(5);

  private static final int MOST_LISTENERS = 1000;
  private static final int TICK_MILLIS = 5;
  private static final int TICKS_A_TURN = 4096;

  private final Vertx vertx;
  private final Context context;
  private final Wheel wheel;
  private final InFlight inFlight = new InFlight();
  private final LoopTelemetry telemetry;
  private final Map<String, Upstream> upstreams;
  private final List<Listener> listeners;

  /**
   * @param number tells this gateway from others in the process
   * @param shares how many event loops it has
   */
  Share(
      Blueprint blueprint,
      Vertx vertx,
      int number,
      int shares,
      Telemetry gateway,
      Rosters rosters,
      BooleanSupplier ready) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.wheel = new Wheel(System::nanoTime, TICK_MILLIS * 1_000_000L, TICKS_A_TURN, this::wake);
    Pass pass = new Pass(task -> context.runOnContext(nothing -> task.run()));
    this.telemetry = gateway.loop();
    telemetry.measureLag(vertx);
    this.upstreams =
        upstreams(blueprint, new UpstreamFactory.Loop(vertx, wheel, pass, telemetry, rosters));
    Router router =
        Router.of(routes(blueprint, new HandlerFactory.Parts(vertx, upstreams::get, ready)));
    Listener.Loop loop = new Listener.Loop(vertx, wheel, pass, inFlight, telemetry, () -> router);
    this.listeners = new ArrayList<>();
    List<ListenerConfig> configs = blueprint.config().listeners();
    for (int i = 0; i < configs.size(); i++) {
      listeners.add(new Listener(configs.get(i), number * MOST_LISTENERS + i, shares, loop));
    }
  }

  private void wake(long when) {
    long delay = TimeUnit.NANOSECONDS.toMillis(when - wheel.now()) + 1;
    vertx.setTimer(Math.max(delay, 1), id -> wheel.advance());
  }

  // Built from the configuration; the casts are safe since each factory names its own record

  @SuppressWarnings("unchecked")
  private static Map<String, Upstream> upstreams(Blueprint blueprint, UpstreamFactory.Loop loop) {
    Map<String, Upstream> all = new LinkedHashMap<>();
    blueprint
        .config()
        .upstreams()
        .forEach(
            (name, choice) -> {
              UpstreamFactory<Record> factory =
                  (UpstreamFactory<Record>) named(blueprint.extensions().upstreams(), choice);
              all.put(name, factory.create(name, choice.config(), loop));
            });
    return all;
  }

  private static List<Route> routes(Blueprint blueprint, HandlerFactory.Parts parts) {
    List<Route> all = new ArrayList<>();
    List<RouteConfig> configs = blueprint.config().routes();
    for (int i = 0; i < configs.size(); i++) {
      RouteConfig config = configs.get(i);
      all.add(
          new Route(
              config.id(),
              blueprint.paths().get(i).match(),
              handler(blueprint, i, parts),
              config.timeout().orElse(null),
              config.bodyBytes().map(Size::bytes).orElse(Long.MAX_VALUE),
              config.accessLog()));
    }
    Match health = Match.grpc(Health.SERVICE + "/*");
    if (blueprint.paths().stream().noneMatch(path -> path.match().equals(health))) {
      all.add(
          new Route(
              "drover-health", health, new Health(parts.ready()), null, Long.MAX_VALUE, false));
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  private static Handler handler(Blueprint blueprint, int route, HandlerFactory.Parts parts) {
    RouteConfig config = blueprint.config().routes().get(route);
    HandlerFactory<Record> factory =
        (HandlerFactory<Record>) named(blueprint.extensions().handlers(), config.handler());
    List<Filter> filters = new ArrayList<>();
    for (Choice choice : config.filters()) {
      FilterFactory<Record> filter =
          (FilterFactory<Record>) named(blueprint.extensions().filters(), choice);
      filters.add(filter.create(choice.config()));
    }
    blueprint.paths().get(route).rewrite().ifPresent(filters::add);
    return Route.fold(filters, factory.create(config.handler().config(), parts));
  }

  private static <F> F named(Map<String, F> factories, Choice choice) {
    F factory = factories.get(choice.name());
    if (factory == null) {
      throw new IllegalStateException(
          "Nothing on the class path is called \"" + choice.name() + "\".");
    }
    return factory;
  }

  // Life

  /** Listens as soon as all upstreams have been looked for once, or that has taken too long. */
  Future<Void> start() {
    Promise<Void> known = Promise.promise();
    Wheel.Timer enough =
        new Wheel.Timer() {
          @Override
          protected void expire() {
            known.tryComplete();
          }
        };
    wheel.arm(enough, wheel.now() + LONGEST_SEARCH.toNanos());
    Future.join(upstreams.values().stream().map(Upstream::ready).toList())
        .onComplete(done -> known.tryComplete());
    return known
        .future()
        .compose(
            nothing -> {
              enough.cancel();
              return Future.all(listeners.stream().map(Listener::start).toList());
            })
        .mapEmpty();
  }

  /** Takes no new connections, lets what is under way end, and ends it when the grace is over. */
  Future<Void> stop(Duration grace) {
    Promise<Void> idle = Promise.promise();
    Wheel.Timer enough =
        new Wheel.Timer() {
          @Override
          protected void expire() {
            cancelAll();
          }
        };
    wheel.arm(enough, wheel.now() + grace.toNanos());
    Duration longer = grace.plus(LAST_WORDS);
    List<Future<Void>> closing = listeners.stream().map(listener -> listener.stop(longer)).toList();
    Future.join(closing).onComplete(done -> idle.complete());
    return idle.future()
        .compose(
            nothing -> {
              enough.cancel();
              cancelAll();
              return Future.join(upstreams.values().stream().map(Upstream::close).toList());
            })
        .<Void>mapEmpty()
        .eventually(
            () -> {
              telemetry.close();
              return Future.succeededFuture();
            });
  }

  private void cancelAll() {
    Failure stopping =
        Failure.of(Reason.DRAINING, "The gateway is stopping; the request was not finished.");
    for (Exchange exchange : inFlight.list()) {
      exchange.fail(stopping);
    }
  }

  // Looking in

  /** For {@link Context#runOnContext}: the way in from other threads. */
  Context context() {
    return context;
  }

  List<Exchange> exchanges() {
    return inFlight.list();
  }

  Map<String, Upstream> upstreams() {
    return upstreams;
  }

  /** The port of each listener; 0 for a Unix domain socket. */
  List<Integer> ports() {
    return listeners.stream().map(Listener::port).toList();
  }
}
