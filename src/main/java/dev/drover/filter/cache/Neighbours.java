package dev.drover.filter.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.drover.limit.KeyHash;
import dev.drover.limit.Peers;
import dev.drover.limit.SharedAnswers;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a cache tells the same cache on other nodes of the herd, and hears of them: answers are
 * given to all when they are kept, so nobody asks for them. When another node has gone for
 * something, requests for it wait here as they do for one of this node, but not for long. What is
 * told is safe for all threads; what is heard comes on the herd's event loop.
 */
final class Neighbours implements SharedAnswers.Listener, AutoCloseable {
  private static final int MOST_AHEAD = 1000;
  private static final int MOST_UNSHARED = 10_000;
  private static final Duration UNSHARED = Duration.ofMinutes(1);

  private final CacheHerdConfig config;
  private final ResponseStore store;
  private final Flights flights;
  private final Vertx vertx;
  private final InstantSource clock;

  /** What could not be shared the last time: nobody is to wait for it the next time. */
  private final Cache<String, Boolean> unshared =
      Caffeine.newBuilder()
          .maximumSize(MOST_UNSHARED)
          .expireAfterWrite(UNSHARED)
          .executor(Runnable::run)
          .build();

  /** What other nodes have gone for, with the timer that ends the wait; the herd's loop alone. */
  private final Map<String, Long> ahead = new HashMap<>();

  private volatile @Nullable SharedAnswers shared;

  private Neighbours(
      CacheHerdConfig config,
      ResponseStore store,
      Flights flights,
      Vertx vertx,
      InstantSource clock) {
    this.config = config;
    this.store = store;
    this.flights = flights;
    this.vertx = vertx;
    this.clock = clock;
  }

  /**
   * Those of a cache; empty where there is no herd, or it does not share.
   *
   * @param about names the cache, alike on all nodes
   */
  static Optional<Neighbours> of(
      CacheConfig config,
      String about,
      Peers peers,
      ResponseStore store,
      Flights flights,
      Vertx vertx,
      InstantSource clock) {
    if (config.herd().isEmpty() || !config.herd().get().enabled()) {
      return Optional.empty();
    }
    CacheHerdConfig herd = config.herd().get();
    Neighbours neighbours = new Neighbours(herd, store, flights, vertx, clock);
    neighbours.shared =
        peers.answers(about, herd.bytesPerSecond().bytes(), neighbours).orElse(null);
    return neighbours.shared == null ? Optional.empty() : Optional.of(neighbours);
  }

  private boolean waits() {
    return !config.waitTime().isZero();
  }

  // What this node does

  /** One has gone upstream, and others may wait for it. */
  void went(String key) {
    SharedAnswers others = shared;
    if (others != null && waits() && unshared.getIfPresent(key) == null) {
      others.gone(key, config.waitTime().toNanos());
    }
  }

  /** What it went for cannot be shared. */
  void failed(String key) {
    SharedAnswers others = shared;
    if (others != null && waits() && unshared.asMap().putIfAbsent(key, true) == null) {
      others.nothing(key);
    }
  }

  /** An answer is kept. */
  void kept(String key, Stored stored) {
    SharedAnswers others = shared;
    long now = clock.millis();
    if (others == null) {
      return;
    }
    Stored.Freshness freshness = stored.freshness();
    boolean worth =
        !freshness.always()
            && freshness.age(now) < freshness.lifetime()
            && stored.weight() <= config.maxEntry().bytes();
    if (worth && others.tell(key, variant(stored), StoredBytes.of(stored, now))) {
      unshared.invalidate(key);
    } else {
      failed(key);
    }
  }

  private static String variant(Stored stored) {
    return stored.vary().isEmpty()
        ? ""
        : HexFormat.of().toHexDigits(KeyHash.of(new TreeMap<>(stored.vary()).toString()));
  }

  /** What is under a key is not so any more. */
  void drop(String key) {
    SharedAnswers others = shared;
    if (others != null) {
      others.drop(key);
    }
  }

  // What other nodes do

  @Override
  public void came(SharedAnswers.Parcel parcel) {
    long now = clock.millis();
    long aged = TimeUnit.NANOSECONDS.toMillis(parcel.agedNanos());
    if (parcel.content().length <= config.maxEntry().bytes()) {
      StoredBytes.parse(parcel.content(), now, aged)
          .ifPresent(
              stored -> {
                if (younger(parcel.key(), stored, now)) {
                  store.keep(parcel.key(), stored, stored.asked());
                }
                arrived(parcel.key(), stored);
              });
    }
  }

  /** Whether an answer came from upstream after that of its kind which is here. */
  private boolean younger(String key, Stored stored, long now) {
    long age = stored.freshness().age(now);
    return store.get(key).stream()
        .filter(here -> here.vary().equals(stored.vary()))
        .noneMatch(here -> here.freshness().age(now) < age);
  }

  private void arrived(String key, @Nullable Stored stored) {
    Long timer = ahead.remove(key);
    if (timer != null) {
      vertx.cancelTimer(timer);
      flights.end(key, stored);
    }
  }

  @Override
  public void gone(String key, long nanos) {
    if (waits() && ahead.size() < MOST_AHEAD && flights.begin(key)) {
      long most = Math.min(nanos, config.waitTime().toNanos());
      long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(most));
      ahead.put(key, vertx.setTimer(millis, timer -> late(key, timer)));
    }
  }

  /** It has taken too long: the first of those who wait goes itself. */
  private void late(String key, long timer) {
    if (ahead.remove(key, timer)) {
      flights.leave(key);
    }
  }

  @Override
  public void nothing(String key) {
    unshared.put(key, true);
    arrived(key, null);
  }

  @Override
  public void dropped(String key) {
    store.drop(key);
  }

  @Override
  public void close() {
    SharedAnswers others = shared;
    if (others != null) {
      others.close();
    }
  }
}
