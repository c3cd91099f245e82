package dev.drover.filter.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;

/** Answers in the memory of this process, up to so many bytes. */
final class LocalStore implements ResponseStore {
  private final Cache<String, List<Stored>> answers;

  /**
   * @param bytes how many there may be, keys and heads included
   */
  LocalStore(long bytes) {
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<String, List<Stored>>weigher((key, stored) -> weight(key, stored))
            .executor(Runnable::run)
            .build();
  }

  private static int weight(String key, List<Stored> stored) {
    long weight = 2L * key.length();
    for (Stored one : stored) {
      weight += one.weight();
    }
    return (int) Math.min(Integer.MAX_VALUE, weight);
  }

  @Override
  public List<Stored> get(String key) {
    List<Stored> found = answers.getIfPresent(key);
    return found == null ? List.of() : found;
  }

  @Override
  public void put(String key, List<Stored> stored) {
    answers.put(key, List.copyOf(stored));
  }

  @Override
  public void drop(String key) {
    answers.invalidate(key);
  }
}
