package dev.drover.filter.cache;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Where answers are kept. A key stands for one resource, and has one answer for each kind of
 * request that it chooses by ({@code Vary}). All of it may be forgotten at any time.
 *
 * <p>Safe for all threads; answers at once.
 */
public interface ResponseStore {
  /** How many answers are kept under one key. */
  int MOST_VARIANTS = 32;

  /** The answers under a key; empty when there is none. Unmodifiable. */
  List<Stored> get(String key);

  /** Keeps these answers under a key, and no others. */
  void put(String key, List<Stored> answers);

  /**
   * Keeps an answer in place of those that a request of its kind gets.
   *
   * @param headers of such a request
   */
  default void keep(String key, Stored stored, MultiMap headers) {
    List<Stored> all = new ArrayList<>();
    all.add(stored);
    for (Stored other : get(key)) {
      if (!other.fits(headers) && all.size() < MOST_VARIANTS) {
        all.add(other);
      }
    }
    put(key, all);
  }

  /** Forgets what is under a key. */
  void drop(String key);
}
