package dev.drover.herd;

import com.google.protobuf.ByteString;
import dev.drover.config.HerdConfig;
import dev.drover.config.HerdLocationsConfig;
import dev.drover.herd.link.Link;
import dev.drover.herd.link.Links;
import dev.drover.herd.places.Answers;
import dev.drover.herd.places.Fetch;
import dev.drover.herd.places.Location;
import dev.drover.herd.places.Locations;
import dev.drover.herd.places.Places;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A running node of a herd. It lives on an event loop of its own; {@link #ask} is the way in from
 * any other thread. Nothing of it waits for another node.
 */
public final class Herd {
  private final HerdConfig config;
  private final Vertx vertx;
  private final Context context;
  private final Member member;
  private final Answers answers;
  private final Optional<Places> places;
  private final Neighbourhood neighbourhood;
  private final int nodes;
  private final List<Long> timers = new ArrayList<>();
  private Supplier<HerdState.Shared> shown = () -> HerdState.Shared.NOTHING;
  private volatile int linksUp;
  private volatile int expected;
  private volatile List<Store.Fill> fills = List.of();

  /**
   * A node that does not run yet.
   *
   * @param fetch the way to the Places API, called on the herd's event loop
   */
  public Herd(HerdConfig config, Vertx vertx, Fetch fetch) {
    this.config = config;
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    Store store = new Store();
    HerdLocationsConfig kept = config.locations();
    store.open(new Kind(Location.KIND, kept.entries(), join(kept.join())));
    this.fills = store.fills();
    Links links = new Links();
    this.member = new Member(config.node(), System.currentTimeMillis(), store, links::send);
    this.places = config.places().map(asked -> new Places(asked, fetch, System::nanoTime));
    this.answers = new Answers(new Locations(member, Herd::wall, kept.ttl().toNanos()), places);
    this.neighbourhood = new Neighbourhood(config, vertx, links, member, answers, places);
    int listed = (int) config.members().values().stream().filter(other -> !other.foreign()).count();
    this.nodes = config.nodes().orElse(listed);
    this.expected = Math.max(1, nodes);
  }

  private static Kind.Join join(HerdLocationsConfig.Join join) {
    return switch (join) {
      case STRICT -> Kind.Join.STRICT;
      case SNAPSHOT -> Kind.Join.SNAPSHOT;
    };
  }

  /** Nanoseconds since 1970. */
  public static long wall() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  // Life

  /** Listens, and begins to look for its neighbours; fails when it cannot listen. */
  public Future<Void> start() {
    return on(
        () -> {
          fills = member.store().fills();
          return neighbourhood.listen().onSuccess(nothing -> join());
        });
  }

  private void join() {
    neighbourhood.join();
    every(config.beat(), this::beat);
    every(config.compare(), () -> member.compare(System.nanoTime()));
  }

  private void every(Duration interval, Runnable action) {
    timers.add(vertx.setPeriodic(interval.toMillis(), id -> action.run()));
  }

  private void beat() {
    neighbourhood.beat();
    expected = Math.max(Math.max(1, nodes), neighbourhood.clustered());
    member.beat();
    fills = member.store().fills();
    linksUp = (int) neighbourhood.links().stream().filter(Link.State::up).count();
  }

  /** Leaves the herd: no link is kept, nobody is listened to. */
  public Future<Void> stop() {
    return on(
        () -> {
          timers.forEach(vertx::cancelTimer);
          timers.clear();
          return neighbourhood.leave();
        });
  }

  private Future<Void> on(Supplier<Future<Void>> action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(nothing -> action.get().onComplete(done));
    return done.future();
  }

  // What others ask

  public String id() {
    return config.node();
  }

  /** What it has counted; for any thread. */
  public Tally tally() {
    return member.tally();
  }

  /** How full each kind was at the last beat; for any thread. */
  public List<Store.Fill> fills() {
    return fills;
  }

  /** How many links were up at the last beat; for any thread. */
  public int linksUp() {
    return linksUp;
  }

  /** How many questions a Places API was asked; for any thread. */
  public long asked() {
    return places.map(Places::asked).orElse(0L);
  }

  /**
   * Puts the herd to one more use; for any thread.
   *
   * @param listener told each entry of the kind that is news here, on the herd's event loop
   */
  public void open(Kind kind, Consumer<Entry> listener) {
    run(
        member -> {
          member.store().open(kind);
          member.listen(kind.name(), listener);
        });
  }

  /** Does something on the herd's event loop; for any thread. */
  public void run(Consumer<Member> action) {
    context.runOnContext(nothing -> action.accept(member));
  }

  /**
   * Does something on the herd's event loop at each multiple of an interval since 1970, so that
   * nodes whose clocks agree do it together; for any thread.
   *
   * @return ends it
   */
  public AutoCloseable atEach(Duration interval, Runnable action) {
    Beats beats = new Beats(vertx, interval.toMillis(), action);
    context.runOnContext(nothing -> beats.next());
    return beats;
  }

  /** How many Drovers are in the herd, as far as is known; for any thread. */
  public int expected() {
    return expected;
  }

  /** How many Drovers there are by the configuration; 0 when it does not say. */
  public int nodes() {
    return nodes;
  }

  /** Shows what is shared in {@link #state()}; asked on the herd's event loop. */
  public void show(Supplier<HerdState.Shared> view) {
    run(member -> shown = view);
  }

  /**
   * Tells the herd the value of a key as of now; for any thread.
   *
   * @param ttl how long it is true; zero for no end
   */
  public void put(String kind, String key, ByteString value, Duration ttl) {
    context.runOnContext(
        nothing -> member.put(kind, key, value, ttl.toNanos(), wall(), System.nanoTime()));
  }

  /** Tells the herd that a key is gone; for any thread. */
  public void remove(String kind, String key) {
    context.runOnContext(nothing -> member.remove(kind, key, wall(), System.nanoTime()));
  }

  /** What a question may look at; confined to the herd's event loop. */
  public record Inside(Member member, Answers answers, List<Link.State> links) {}

  /** Asks on the herd's event loop; the answer comes on the event loop of whoever asks. */
  public <T> Future<T> ask(Function<Inside, T> question) {
    return askLater(inside -> Future.succeededFuture(question.apply(inside)));
  }

  /** The same for what does not know its answer at once. */
  public <T> Future<T> askLater(Function<Inside, Future<T>> question) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> answer = Promise.promise();
    context.runOnContext(
        nothing -> {
          Future<T> found;
          try {
            found = question.apply(new Inside(member, answers, neighbourhood.links()));
          } catch (RuntimeException broken) {
            found = Future.failedFuture(broken);
          }
          found.onComplete(done -> caller.runOnContext(now -> answer.handle(done)));
        });
    return answer.future();
  }

  /** Who is in the herd and how to get there, for people. */
  public Future<HerdState> state() {
    return ask(
        inside ->
            HerdState.of(
                inside.member(),
                config,
                inside.links(),
                neighbourhood.others(),
                neighbourhood.connections(),
                asked(),
                shown.get()));
  }
}
