package dev.drover;

import dev.drover.config.GuardConfig;
import dev.drover.config.ListenerConfig;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.InFlight;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Wheel;
import dev.drover.limit.Overload;
import dev.drover.server.Listener;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Dispatch;
import dev.drover.telemetry.HeapUse;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamRequests;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

  private static final int MOST_LISTENERS = 1000;
  private static final int MOST_RETIRING = 8;
  private static final int LOOKS_A_SECOND = 10;
  private static final int TICK_MILLIS = 5;
  private static final int TICKS_A_TURN = 4096;

  private final Vertx vertx;
  private final Context context;
  private final Wheel wheel;
  private final InFlight inFlight = new InFlight();
  private final LoopTelemetry telemetry;
  private final Dispatch dispatch;
  private final List<Listener> listeners = new ArrayList<>();
  private final Deque<Retiring> retiring = new ArrayDeque<>();
  private Wiring wiring;
  private @Nullable Wiring staged;

  /**
   * @param shares how many event loops there are
   * @param first whether it is the one that keeps the schemas up to date for all
   */
  Share(Blueprint blueprint, Vertx vertx, int shares, boolean first, Common common) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    GuardConfig guard = blueprint.config().guard();
    this.wheel = new Wheel(System::nanoTime, TICK_MILLIS * 1_000_000L, TICKS_A_TURN, this::wake);
    Pass pass = new Pass(task -> context.runOnContext(nothing -> task.run()));
    this.telemetry = common.telemetry().loop();
    Overload overload = new Overload(guard.lag().toNanos(), guard.memory() / 100.0);
    watch(overload);
    this.dispatch = common.tasks().dispatch(vertx);
    this.wiring =
        Wiring.of(
            blueprint,
            new Wiring.Loop(vertx, context, wheel, pass, telemetry, dispatch, first, common));
    Listener.Loop loop =
        new Listener.Loop(vertx, wheel, pass, inFlight, telemetry, overload, () -> wiring.router());
    List<ListenerConfig> configs = blueprint.config().listeners();
    for (int i = 0; i < configs.size(); i++) {
      int id = common.number() * MOST_LISTENERS + i;
      listeners.add(new Listener(configs.get(i), id, shares, loop));
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

  private void wake(long when) {
    long delay = TimeUnit.NANOSECONDS.toMillis(when - wheel.now()) + 1;
    vertx.setTimer(Math.max(delay, 1), id -> wheel.advance());
  }

  // Life

  /**
   * Listens when what can be known is known.
   *
   * @param looked completed by the first share
   */
  Future<Void> start(Promise<Void> looked) {
    return wiring
        .ready(looked)
        .compose(nothing -> wiring.expose())
        .compose(nothing -> Future.all(listeners.stream().map(Listener::start).toList()))
        .mapEmpty();
  }

  /**
   * Makes what another blueprint is here, for {@link #commit} or {@link #abandon}.
   *
   * @param looked completed by the first share
   */
  Future<Void> stage(Blueprint blueprint, Promise<Void> looked) {
    try {
      Wiring next = wiring.next(blueprint);
      staged = next;
      return next.ready(looked);
    } catch (RuntimeException failed) {
      return Future.failedFuture(failed);
    }
  }

  /** What was staged is not wanted. */
  void abandon() {
    Wiring unwanted = staged;
    staged = null;
    if (unwanted != null) {
      unwanted.retire();
      unwanted.close(wiring);
      wiring.stay();
    }
  }

  /**
   * What was staged takes the next request.
   *
   * @return completes when nothing goes through what was there before
   */
  Future<Void> commit() {
    Wiring before = wiring;
    wiring = Objects.requireNonNull(staged);
    staged = null;
    wiring.expose();
    before.retire();
    Retiring last = new Retiring(before, inFlight.list());
    retiring.add(last);
    if (retiring.size() > MOST_RETIRING) {
      retiring.getFirst().hurry();
    }
    letGo();
    return last.done.future();
  }

  /** The oldest first, since a younger one may have upstreams in common with it. */
  private void letGo() {
    Retiring oldest = retiring.peek();
    while (oldest != null && oldest.left.isEmpty()) {
      Retiring over = retiring.remove();
      oldest = retiring.peek();
      over.old.close(oldest == null ? wiring : oldest.old).onComplete(over.done);
    }
  }

  /** A wiring that requests still go through, but no new ones. */
  private final class Retiring {
    private final Wiring old;
    private final Set<Exchange> left = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Promise<Void> done = Promise.promise();

    Retiring(Wiring old, List<Exchange> underWay) {
      this.old = old;
      left.addAll(underWay);
      underWay.forEach(
          each ->
              each.onEnd(
                  failure -> {
                    left.remove(each);
                    letGo();
                  }));
    }

    /** So many others wait behind it that its requests have to end. */
    void hurry() {
      Failure changed =
          Failure.of(
              Reason.DRAINING,
              "The configuration has changed many times; the request was not finished.");
      List.copyOf(left).forEach(each -> each.fail(changed));
    }
  }

  /** Takes no new connections, lets what is under way end, and ends it when the grace is over. */
  Future<Void> stop(Duration grace) {
    abandon();
    wiring.retire();
    Promise<Void> idle = Promise.promise();
    Wheel.Timer enough = Wheel.Timer.of(this::cancelAll);
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
              return wiring.close(null);
            })
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
                        Objects.requireNonNull(wiring.upstream(upstream)), wheel, most))
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
    return wiring.upstreams();
  }

  /** The port of each listener; 0 for a Unix domain socket. */
  List<Integer> ports() {
    return listeners.stream().map(Listener::port).toList();
  }
}
