package dev.drover.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Which keys of an upstream are not to be asked for a while, because it said so. A bounded number
 * of keys; where there are more, those that are asked for least are forgotten. Safe for all
 * threads, without locks.
 */
public final class Pauses {
  /** Is told of a pause that was asked for here. */
  @FunctionalInterface
  public interface Told {
    void paused(long key, long nanos);
  }

  /** A key that is paused, and how much of it is left. */
  public record Pause(long key, long nanos) {}

  private final Cache<Long, Long> ends;
  private final LongSupplier now;
  private final Told told;

  /**
   * @param keys how many are kept
   * @param now nanoseconds of a monotonic clock
   */
  public Pauses(int keys, LongSupplier now, Told told) {
    this.now = now;
    this.told = told;
    this.ends =
        Caffeine.newBuilder()
            .maximumSize(keys)
            .expireAfter(
                Expiry.<Long, Long>creating(
                    (key, end) -> Duration.ofNanos(Math.max(1, end - now.getAsLong()))))
            .ticker(now::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** The upstream has said that a key is to come back after that time. */
  public void pause(long key, long nanos) {
    if (learn(key, nanos)) {
      told.paused(key, nanos);
    }
  }

  /**
   * The same, said to somebody else.
   *
   * @return whether it is longer than what was known
   */
  public boolean learn(long key, long nanos) {
    long end = now.getAsLong() + nanos;
    Long known = ends.getIfPresent(key);
    if (nanos <= 0 || (known != null && end - known <= 0)) {
      return false;
    }
    ends.invalidate(key); // so that its life is counted anew
    ends.put(key, end);
    return true;
  }

  /** How long a key is still paused; 0 when it is not. */
  public long left(long key) {
    Long end = ends.getIfPresent(key);
    return end == null ? 0 : Math.max(0, end - now.getAsLong());
  }

  /** Some of the keys that are paused, at most so many. */
  public List<Pause> some(int most) {
    List<Pause> some = new ArrayList<>();
    for (Long key : ends.asMap().keySet()) {
      long left = left(key);
      if (left > 0 && some.size() < most) {
        some.add(new Pause(key, left));
      }
    }
    return some;
  }
}
