package dev.drover;

import dev.drover.config.Choice;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Wheel;
import dev.drover.handler.HandlerFactory;
import dev.drover.route.Router;
import dev.drover.task.Dispatch;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.upstream.ReflectionClient;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamCalls;
import dev.drover.upstream.UpstreamFactory;
import dev.drover.upstream.bus.Exposed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a blueprint is on one event loop: its upstreams, the routes to them, and the addresses they
 * have on the event bus. Another takes its place when the configuration is read again, with those
 * of its upstreams that are to stay as they are. Called on that loop.
 */
final class Wiring {
  /** A source of endpoints that does not answer must not keep the others from being served. */
  private static final Duration LONGEST_SEARCH = Duration.ofSeconds(5);

  private static final int MOST_SCHEMA_BYTES = 64 << 20;

  /**
   * What an event loop has, whatever the blueprint.
   *
   * @param first whether it is the one that keeps the schemas up to date for all
   */
  record Loop(
      Vertx vertx,
      Context context,
      Wheel wheel,
      Pass pass,
      LoopTelemetry telemetry,
      Dispatch dispatch,
      boolean first,
      Common common) {}

  private final Blueprint blueprint;
  private final Loop loop;
  private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
  private final Router router;
  private final @Nullable SchemaSources schemas;
  private List<Exposed> exposed = List.of();

  private Wiring(Blueprint blueprint, Loop loop, @Nullable Wiring before) {
    this.blueprint = blueprint;
    this.loop = loop;
    try {
      connect(before);
      this.router =
          Router.of(
              Routes.of(
                  blueprint,
                  new HandlerFactory.Parts(
                      loop.vertx(),
                      blueprint.schemas(),
                      upstreams::get,
                      loop.common().ready(),
                      loop.common().herd(),
                      loop.dispatch()),
                  loop.telemetry(),
                  loop.common().peers(),
                  loop.common().shared()));
    } catch (RuntimeException failed) {
      close(before);
      throw failed;
    }
    this.schemas =
        loop.first()
            ? new SchemaSources(loop.vertx(), blueprint.schemas(), upstreams::get, this::client)
            : null;
  }

  /** The first one of an event loop. */
  static Wiring of(Blueprint blueprint, Loop loop) {
    return new Wiring(blueprint, loop, null);
  }

  /** One to take the place of this one. */
  Wiring next(Blueprint next) {
    return new Wiring(next, loop, this);
  }

  // Built from the configuration; the casts are safe since each factory names its own record

  @SuppressWarnings("unchecked")
  private void connect(@Nullable Wiring before) {
    UpstreamFactory.Loop parts =
        new UpstreamFactory.Loop(
            loop.vertx(),
            loop.wheel(),
            loop.pass(),
            loop.telemetry(),
            loop.common().rosters(),
            loop.common().peers(),
            blueprint.schemas(),
            upstreams::get);
    blueprint
        .config()
        .upstreams()
        .forEach(
            (name, choice) -> {
              Upstream same = before != null && stays(name, before) ? before.upstream(name) : null;
              UpstreamFactory<Record> factory =
                  (UpstreamFactory<Record>)
                      Extensions.named(blueprint.extensions().upstreams(), choice);
              upstreams.put(
                  name, same != null ? same : factory.create(name, choice.config(), parts));
            });
  }

  /** Whether an upstream, and all it sends to, is just as it was. */
  private boolean stays(String name, Wiring before) {
    Choice choice = blueprint.config().upstreams().get(name);
    return choice != null
        && blueprint.schemas() == before.blueprint.schemas()
        && choice.equals(before.blueprint.config().upstreams().get(name))
        && Upstreams.uses(choice, blueprint.extensions()).stream()
            .allMatch(used -> stays(used, before));
  }

  private ReflectionClient client(Upstream upstream) {
    return new ReflectionClient(
        new UpstreamCalls(upstream, loop.wheel(), MOST_SCHEMA_BYTES),
        loop.wheel()::now,
        ReflectionClient.Limits.DEFAULT);
  }

  // Life

  /**
   * Completes when the upstreams have been looked for and the sources of schemas looked at, so that
   * what can be known is known when the first request comes.
   *
   * @param looked completed by the first event loop
   */
  Future<Void> ready(Promise<Void> looked) {
    Future<Void> found = found();
    if (schemas != null) {
      SchemaSources sources = schemas;
      found.onComplete(done -> sources.start().onComplete(looked));
    }
    Promise<Void> here = Promise.promise();
    looked.future().onComplete(done -> loop.context().runOnContext(nothing -> here.complete()));
    return found.compose(nothing -> here.future());
  }

  /** Completes when all upstreams have been looked for once, or that has taken too long. */
  private Future<Void> found() {
    Promise<Void> known = Promise.promise();
    Wheel.Timer enough = Wheel.Timer.of(known::tryComplete);
    loop.wheel().arm(enough, loop.wheel().now() + LONGEST_SEARCH.toNanos());
    Future.join(upstreams.values().stream().map(Upstream::ready).toList())
        .onComplete(done -> known.tryComplete());
    return known.future().onComplete(done -> enough.cancel());
  }

  /** Takes the addresses on the event bus that it has; completes when they can be called. */
  Future<Void> expose() {
    exposed =
        blueprint.config().expose().entrySet().stream()
            .map(
                each ->
                    new Exposed(
                        loop.vertx(),
                        loop.wheel(),
                        each.getKey(),
                        each.getValue(),
                        Objects.requireNonNull(upstreams.get(each.getValue().upstream()))))
            .toList();
    return Future.all(exposed.stream().map(Exposed::ready).toList()).mapEmpty();
  }

  /** Gives its addresses back and looks at no schemas any more; requests still go through it. */
  void retire() {
    if (schemas != null) {
      schemas.stop();
    }
    exposed.forEach(Exposed::close);
  }

  /** It is in force again, since what was to take its place does not. */
  void stay() {
    if (schemas != null) {
      schemas.attach();
    }
  }

  /**
   * Lets go of its upstreams, once nothing is under way on them.
   *
   * @param heir keeps those that it has too; null for none
   */
  Future<Void> close(@Nullable Wiring heir) {
    return Future.join(
            upstreams.entrySet().stream()
                .filter(each -> heir == null || heir.upstream(each.getKey()) != each.getValue())
                .map(each -> each.getValue().close())
                .toList())
        .mapEmpty();
  }

  // What it has

  Router router() {
    return router;
  }

  @Nullable Upstream upstream(String name) {
    return upstreams.get(name);
  }

  Map<String, Upstream> upstreams() {
    return upstreams;
  }
}
