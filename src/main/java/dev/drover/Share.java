package dev.drover;

import dev.drover.config.ExposeConfig;
import dev.drover.config.GuardConfig;
import dev.drover.config.ListenerConfig;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.InFlight;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Wheel;
import dev.drover.handler.HandlerFactory;
import dev.drover.herd.Herd;
import dev.drover.limit.Overload;
import dev.drover.limit.Peers;
import dev.drover.route.Router;
import dev.drover.server.Listener;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Dispatch;
import dev.drover.task.Tasks;
import dev.drover.telemetry.HeapUse;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.telemetry.Telemetry;
import dev.drover.upstream.ReflectionClient;
import dev.drover.upstream.Rosters;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamCalls;
import dev.drover.upstream.UpstreamFactory;
import dev.drover.upstream.UpstreamRequests;
import dev.drover.upstream.bus.Exposed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
  private static final int MOST_SCHEMA_BYTES = 64 << 20;
  private static final int LOOKS_A_SECOND = 10;
  private static final int TICK_MILLIS = 5;
  private static final int TICKS_A_TURN = 4096;

  private final Vertx vertx;
  private final Context context;
  private final Wheel wheel;
  private final InFlight inFlight = new InFlight();
  private final LoopTelemetry telemetry;
  private final Map<String, Upstream> upstreams;
  private final Dispatch dispatch;
  private final List<Listener> listeners;
  private final List<Exposed> exposed = new ArrayList<>();
  private final @Nullable SchemaSources schemas;

  /**
   * @param number tells this gateway from others in the process
   * @param shares how many event loops it has
   * @param first whether it is the one that keeps the schemas up to date for all
   */
  Share(
      Blueprint blueprint,
      Vertx vertx,
      int number,
      int shares,
      boolean first,
      Telemetry gateway,
      Rosters rosters,
      SharedParts shared,
      Optional<Herd> herd,
      Peers peers,
      Tasks tasks,
      BooleanSupplier ready) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    GuardConfig guard = blueprint.config().guard();
    this.wheel = new Wheel(System::nanoTime, TICK_MILLIS * 1_000_000L, TICKS_A_TURN, this::wake);
    Pass pass = new Pass(task -> context.runOnContext(nothing -> task.run()));
    this.telemetry = gateway.loop();
    Overload overload = new Overload(guard.lag().toNanos(), guard.memory() / 100.0);
    watch(overload);
    this.upstreams = upstreams(blueprint, vertx, wheel, pass, telemetry, rosters, peers);
    this.dispatch = tasks.dispatch(vertx);
    Router router =
        Router.of(
            Routes.of(
                blueprint,
                new HandlerFactory.Parts(
                    vertx, blueprint.schemas(), upstreams::get, ready, herd, dispatch),
                telemetry,
                peers,
                shared));
    this.schemas =
        first ? new SchemaSources(vertx, blueprint.schemas(), upstreams::get, this::client) : null;
    blueprint.config().expose().forEach(this::expose);
    Listener.Loop loop =
        new Listener.Loop(vertx, wheel, pass, inFlight, telemetry, overload, () -> router);
    this.listeners = new ArrayList<>();
    List<ListenerConfig> configs = blueprint.config().listeners();
    for (int i = 0; i < configs.size(); i++) {
      listeners.add(new Listener(configs.get(i), number * MOST_LISTENERS + i, shares, loop));
    }
  }

  private void watch(Overload overload) {
    HeapUse heap = new HeapUse();
    int[] looks = new int[1];
    telemetry.measureLag(
        vertx,
        nanos -> {
          overload.lag(nanos);
          if (looks[0]++ % LOOKS_A_SECOND == 0) {
            overload.memory(heap.share());
          }
        });
  }

  private void expose(String address, ExposeConfig config) {
    Upstream upstream = upstreams.get(config.upstream());
    if (upstream != null) {
      exposed.add(new Exposed(vertx, wheel, address, config, upstream));
    }
  }

  private ReflectionClient client(Upstream upstream) {
    return new ReflectionClient(
        new UpstreamCalls(upstream, wheel, MOST_SCHEMA_BYTES),
        wheel::now,
        ReflectionClient.Limits.DEFAULT);
  }

  private void wake(long when) {
    long delay = TimeUnit.NANOSECONDS.toMillis(when - wheel.now()) + 1;
    vertx.setTimer(Math.max(delay, 1), id -> wheel.advance());
  }

  // Built from the configuration; the casts are safe since each factory names its own record

  @SuppressWarnings("unchecked")
  private static Map<String, Upstream> upstreams(
      Blueprint blueprint,
      Vertx vertx,
      Wheel wheel,
      Pass pass,
      LoopTelemetry telemetry,
      Rosters rosters,
      Peers peers) {
    Map<String, Upstream> all = new LinkedHashMap<>();
    UpstreamFactory.Loop loop =
        new UpstreamFactory.Loop(
            vertx, wheel, pass, telemetry, rosters, peers, blueprint.schemas(), all::get);
    blueprint
        .config()
        .upstreams()
        .forEach(
            (name, choice) -> {
              UpstreamFactory<Record> factory =
                  (UpstreamFactory<Record>)
                      Extensions.named(blueprint.extensions().upstreams(), choice);
              all.put(name, factory.create(name, choice.config(), loop));
            });
    return all;
  }

  // Life

  /**
   * Listens when the upstreams have been looked for and the sources of schemas looked at, so that
   * what can be known is known when the first request comes.
   *
   * @param looked completed by the first share
   */
  Future<Void> start(Promise<Void> looked) {
    Future<Void> found = found();
    if (schemas != null) {
      SchemaSources sources = schemas;
      found.onComplete(done -> sources.start().onComplete(looked));
    }
    Promise<Void> here = Promise.promise();
    looked.future().onComplete(done -> context.runOnContext(nothing -> here.complete()));
    return found.compose(nothing -> here.future()).compose(nothing -> listen());
  }

  /** Completes when all upstreams have been looked for once, or that has taken too long. */
  private Future<Void> found() {
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
    return known.future().onComplete(done -> enough.cancel());
  }

  private Future<Void> listen() {
    return Future.all(exposed.stream().map(Exposed::ready).toList())
        .compose(nothing -> Future.all(listeners.stream().map(Listener::start).toList()))
        .mapEmpty();
  }

  /** Takes no new connections, lets what is under way end, and ends it when the grace is over. */
  Future<Void> stop(Duration grace) {
    if (schemas != null) {
      schemas.stop();
    }
    exposed.forEach(Exposed::close);
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
              dispatch.close();
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

  /** A request of the gateway's own to an upstream; may be called on any thread. */
  Future<UpstreamRequests.Answer> request(
      String upstream, long most, Function<UpstreamRequests, Future<UpstreamRequests.Answer>> ask) {
    Promise<UpstreamRequests.Answer> answer = Promise.promise();
    context.runOnContext(
        nothing ->
            ask.apply(
                    new UpstreamRequests(
                        Objects.requireNonNull(upstreams.get(upstream)), wheel, most))
                .onComplete(answer));
    return answer.future();
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
