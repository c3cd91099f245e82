package dev.drover.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Quotas of this process: a token bucket for each key, in a bounded number. A key that has not been
 * asked for until its buckets are full again is forgotten, which changes nothing; where there are
 * more keys than that, those that are asked for least are forgotten, and start anew. Safe for all
 * threads, without locks.
 */
public final class LocalQuotas implements QuotaStore {
  private final List<Quota> quotas;
  private final TimeMeter time;
  private final Cache<String, Bucket> buckets;
  private final long most;

  /**
   * @param quotas at least one; all of them hold for each key
   * @param keys how many keys are kept at most
   * @param now nanoseconds of a monotonic clock of any origin
   * @param evicted told of each key that is forgotten too early; on any thread
   */
  public LocalQuotas(List<Quota> quotas, int keys, LongSupplier now, Runnable evicted) {
    this.quotas = List.copyOf(quotas);
    this.time = meter(now);
    this.most = quotas.stream().mapToLong(Quota::burst).min().orElseThrow();
    long longest =
        quotas.stream().mapToLong(quota -> quota.refill(quota.burst())).max().getAsLong();
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(keys)
            .expireAfterAccess(Duration.ofNanos(longest))
            .ticker(now::getAsLong)
            .executor(Runnable::run)
            .evictionListener(
                (key, bucket, cause) -> {
                  if (cause == RemovalCause.SIZE) {
                    evicted.run();
                  }
                })
            .build();
  }

  private static TimeMeter meter(LongSupplier now) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return now.getAsLong();
      }

      @Override
      public boolean isWallClockBased() {
        return false;
      }
    };
  }

  private Bucket full(String key) {
    LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(time);
    for (Quota quota : quotas) {
      builder.addLimit(
          limit -> limit.capacity(quota.burst()).refillGreedy(quota.tokens(), quota.window()));
    }
    return builder.build();
  }

  @Override
  public Verdict take(String key, long cost) {
    Bucket bucket = buckets.get(key, this::full);
    if (cost > most || cost <= 0) {
      long[] left =
          bucket
              .asVerbose()
              .getAvailableTokens()
              .getDiagnostics()
              .getAvailableTokensPerEachBandwidth();
      return cost <= 0
          ? verdict(true, least(left), left, 0)
          : verdict(false, scarcest(left, cost), left, NEVER);
    }
    VerboseResult<ConsumptionProbe> taken = bucket.asVerbose().tryConsumeAndReturnRemaining(cost);
    long[] left = taken.getDiagnostics().getAvailableTokensPerEachBandwidth();
    return taken.getValue().isConsumed()
        ? verdict(true, least(left), left, 0)
        : verdict(false, scarcest(left, cost), left, taken.getValue().getNanosToWaitForRefill());
  }

  private Verdict verdict(boolean granted, int index, long[] left, long wait) {
    Quota quota = quotas.get(index);
    return new Verdict(
        granted, quota, left[index], quota.refill(quota.burst() - left[index]), wait);
  }

  /** The one of which the least share is left. */
  private int least(long[] left) {
    int found = 0;
    for (int i = 1; i < left.length; i++) {
      if ((double) left[i] / quotas.get(i).burst()
          < (double) left[found] / quotas.get(found).burst()) {
        found = i;
      }
    }
    return found;
  }

  /** The one that would take longest to have that many. */
  private int scarcest(long[] left, long cost) {
    int found = 0;
    for (int i = 1; i < left.length; i++) {
      if (quotas.get(i).refill(cost - left[i]) > quotas.get(found).refill(cost - left[found])) {
        found = i;
      }
    }
    return found;
  }

  /** How many keys are kept, about. */
  public long keys() {
    return buckets.estimatedSize();
  }
}
