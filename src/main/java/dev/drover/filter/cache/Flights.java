package dev.drover.filter.cache;

import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests for the same thing at the same time: one goes upstream, the others wait for its answer.
 * Safe for all threads.
 */
final class Flights {
  /**
   * What those who wait are told.
   *
   * @param stored the answer that was kept; null when none was
   * @param lead whether whoever hears it goes now, while the others go on waiting
   */
  record News(@Nullable Stored stored, boolean lead) {}

  /** Who waits, and on which event loop he is told. */
  record Waiter(Context context, Consumer<News> told) {
    void tell(News news) {
      context.runOnContext(nothing -> told.accept(news));
    }
  }

  private final ConcurrentHashMap<String, Deque<Waiter>> flights = new ConcurrentHashMap<>();
  private final int most;

  /**
   * @param most how many wait for one answer
   */
  Flights(int most) {
    this.most = most;
  }

  /** What comes of a request. */
  enum Role {
    /** It goes, and says how that ended: {@link #end}, or {@link #leave}. */
    LEADS,
    /** It waits and will be told. */
    WAITS,
    /** Too many wait: it goes, and says nothing. */
    ALONE
  }

  Role enter(String key, Waiter waiter) {
    Role[] role = {Role.ALONE};
    flights.compute(
        key,
        (same, waiting) -> {
          if (waiting == null) {
            role[0] = Role.LEADS;
            return new ArrayDeque<>(2);
          }
          if (waiting.size() < most) {
            role[0] = Role.WAITS;
            waiting.add(waiter);
          }
          return waiting;
        });
    return role[0];
  }

  /** Whether nobody has gone; then whoever asks goes, and says how that ended. */
  boolean begin(String key) {
    return flights.putIfAbsent(key, new ArrayDeque<>(2)) == null;
  }

  /** The one that went has an answer, or there is none that may be kept. */
  void end(String key, @Nullable Stored stored) {
    Deque<Waiter> waiting = flights.remove(key);
    if (waiting != null) {
      waiting.forEach(waiter -> waiter.tell(new News(stored, false)));
    }
  }

  /** The one that went has left; the next one goes. */
  void leave(String key) {
    @Nullable Waiter[] next = {null};
    flights.computeIfPresent(
        key,
        (same, waiting) -> {
          next[0] = waiting.poll();
          return next[0] == null ? null : waiting;
        });
    if (next[0] != null) {
      next[0].tell(new News(null, true));
    }
  }

  /** One does not wait any longer. */
  void forget(String key, Waiter waiter) {
    flights.computeIfPresent(
        key,
        (same, waiting) -> {
          waiting.remove(waiter);
          return waiting;
        });
  }
}
