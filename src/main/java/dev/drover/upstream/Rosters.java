package dev.drover.upstream;

import dev.drover.config.Choice;
import dev.drover.exchange.Wheel;
import dev.drover.telemetry.Telemetry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the event loops of one gateway learn which endpoints their upstreams have. Sources are
 * asked, and health is checked, once for each upstream, on one event loop; the others are told by a
 * message to theirs. So a source and an endpoint see one gateway, however many loops it has, and
 * nothing here is shared between threads but immutable lists. May be called by any thread.
 */
public final class Rosters {
  private static final int TICK_MILLIS = 5;
  private static final int TICKS_A_TURN = 4096;
  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;
  private final ContextInternal context;
  private final Map<String, ResolverFactory<?>> factories;
  private final Telemetry telemetry;
  private final Wheel wheel;
  private final Map<Place, Shared> shared = new HashMap<>();

  /**
   * @param factories by the names that configurations call them
   */
  public Rosters(Vertx vertx, Map<String, ResolverFactory<?>> factories, Telemetry telemetry) {
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.factories = Map.copyOf(factories);
    this.telemetry = telemetry;
    this.wheel = new Wheel(System::nanoTime, TICK_MILLIS * 1_000_000L, TICKS_A_TURN, this::wake);
  }

  private void wake(long when) {
    long delay = TimeUnit.NANOSECONDS.toMillis(when - wheel.now()) + 1;
    context.setTimer(Math.max(delay, 1), id -> wheel.advance());
  }

  /** An upstream as it is configured; while it is changed there are two of the same name. */
  private record Place(String upstream, HttpUpstreamConfig config, HttpVersion version) {}

  /** What one event loop hears of an upstream; its methods are called on that loop. */
  final class Seat {
    private final Place place;
    private final Context loop;
    private final Consumer<Roster.News> listener;
    private boolean asking;
    private boolean left;

    private Seat(Place place, Context loop, Consumer<Roster.News> listener) {
      this.place = place;
      this.loop = loop;
      this.listener = listener;
    }

    private void tell(Roster.News news) {
      loop.runOnContext(
          nothing -> {
            if (!left) {
              listener.accept(news);
            }
          });
    }

    /** The list may be old: an endpoint cannot be connected to. */
    void refresh() {
      if (asking) {
        return;
      }
      asking = true;
      context.runOnContext(
          nothing -> {
            Shared known = shared.get(place);
            if (known != null) {
              known.refresh();
            }
            loop.runOnContext(done -> asking = false);
          });
    }

    void leave() {
      left = true;
      context.runOnContext(nothing -> left(this));
    }
  }

  /** Tells the listener, on the caller's event loop, what is known, as soon as it is. */
  Seat join(
      String upstream,
      HttpUpstreamConfig config,
      HttpVersion version,
      Consumer<Roster.News> listener) {
    Place place = new Place(upstream, config, version);
    Seat seat = new Seat(place, vertx.getOrCreateContext(), listener);
    context.runOnContext(
        nothing -> {
          Shared known = shared.get(place);
          if (known == null) {
            known = new Shared(upstream, new Checks(upstream, config, version, vertx, wheel));
            shared.put(place, known);
            known.seats.add(seat);
            known.start(config.discovery());
          } else {
            known.seats.add(seat);
            known.greet(seat);
          }
        });
    return seat;
  }

  private void left(Seat seat) {
    Shared known = shared.get(seat.place);
    if (known != null && known.seats.remove(seat) && known.seats.isEmpty()) {
      shared.remove(seat.place);
      known.stop();
    }
  }

  /** Ends whatever is still being watched; completes when nothing is being read any more. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        nothing -> {
          shared.values().forEach(Shared::stop);
          shared.clear();
          context.<Void>executeBlocking(() -> null).onComplete(done); // after those before it
        });
    return done.future();
  }

  /** What the event loops share of an upstream. */
  private final class Shared {
    private final Roster roster;
    private final Set<Seat> seats = new LinkedHashSet<>();
    private @Nullable Resolver resolver;
    private boolean telling;
    private long refreshed = wheel.now() - REFRESH_NANOS;

    Shared(String upstream, Checks checks) {
      this.roster = new Roster(upstream, checks, telemetry, this::publish);
    }

    /** One that cannot even be made is a failure like others, which does not pass. */
    void start(Choice discovery) {
      try {
        Resolver made = create(discovery);
        resolver = made;
        made.start(roster);
      } catch (RuntimeException e) {
        roster.failed("its " + discovery.name() + " cannot be looked at: " + e + ".");
      }
    }

    @SuppressWarnings("unchecked") // each factory names its own record
    private Resolver create(Choice discovery) {
      ResolverFactory<Record> factory = (ResolverFactory<Record>) factories.get(discovery.name());
      if (factory == null) {
        throw new IllegalStateException(
            "nothing on the class path is called \"" + discovery.name() + "\"");
      }
      return factory.create(discovery.config(), new ResolverFactory.Loop(vertx, wheel));
    }

    /** Changes of one turn of the loop are told together. */
    private void publish() {
      if (!telling) {
        telling = true;
        context.runOnContext(
            nothing -> {
              telling = false;
              Roster.News news = roster.news();
              seats.forEach(seat -> seat.tell(news));
            });
      }
    }

    void greet(Seat seat) {
      Roster.News news = roster.news();
      if (news.known() || !news.trouble().isEmpty()) {
        seat.tell(news);
      }
    }

    void refresh() {
      if (resolver != null && wheel.now() - refreshed >= REFRESH_NANOS) {
        refreshed = wheel.now();
        resolver.refresh();
      }
    }

    void stop() {
      if (resolver != null) {
        resolver.stop();
      }
      roster.close();
    }
  }
}
