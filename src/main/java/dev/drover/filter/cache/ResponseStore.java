package dev.drover.filter.cache;

import java.util.List;

/**
 * Where answers are kept. A key stands for one resource, and has one answer for each kind of
 * request that it chooses by ({@code Vary}). All of it may be forgotten at any time.
 *
 * <p>Safe for all threads; answers at once.
 */
public interface ResponseStore {
  /** The answers under a key; empty when there is none. Unmodifiable. */
  List<Stored> get(String key);

  /** Keeps these answers under a key, and no others. */
  void put(String key, List<Stored> answers);

  /** Forgets what is under a key. */
  void drop(String key);
}
