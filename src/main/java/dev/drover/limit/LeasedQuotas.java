package dev.drover.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Quotas that a herd of nodes has in common: each gives out of its part, which follows demand. The
 * tokens that all nodes have of a key are never more than its burst and one for each node, and what
 * comes back to them is never more than the quota, while their {@link Shares} agree. A request that
 * costs more than a node's part of the burst is granted when that part is full, and paid back.
 *
 * <p>A key that has not been asked for until its buckets are full again is forgotten; where there
 * are more keys than are kept, those that are asked for least are, and start anew. Safe for all
 * threads, without locks.
 */
public final class LeasedQuotas implements QuotaStore, AutoCloseable {
  /**
   * What a node has of a key.
   *
   * @param tokens of each quota; less than 0 when a costly request is being paid back
   * @param parts this node's part of each quota
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed once it is shared, never compared
  private record Bucket(double[] tokens, double[] parts, long epoch, long at) {}

  /** A key. */
  private static final class Account {
    final long hash;
    final AtomicReference<Bucket> bucket;

    Account(long hash, Bucket full) {
      this.hash = hash;
      this.bucket = new AtomicReference<>(full);
    }
  }

  private final List<Quota> quotas;
  private final double[] rates;
  private final Portions portions;
  private final LongSupplier now;
  private final Cache<String, Account> accounts;
  private final long most;

  /**
   * @param quotas at least one; all of them hold for each key
   * @param keys how many keys are kept at most
   * @param now nanoseconds of a monotonic clock of any origin
   * @param evicted told of each key that is forgotten too early; on any thread
   */
  public LeasedQuotas(
      List<Quota> quotas, int keys, Portions portions, LongSupplier now, Runnable evicted) {
    this.quotas = List.copyOf(quotas);
    this.rates = quotas.stream().mapToDouble(LeasedQuotas::rate).toArray();
    this.portions = portions;
    this.now = now;
    this.most = quotas.stream().mapToLong(Quota::burst).min().orElseThrow();
    long longest =
        quotas.stream().mapToLong(quota -> quota.refill(quota.burst())).max().orElseThrow();
    this.accounts =
        Caffeine.newBuilder()
            .maximumSize(keys)
            .expireAfterAccess(Duration.ofNanos(2 * Math.min(longest, Long.MAX_VALUE / 2)))
            .ticker(now::getAsLong)
            .executor(Runnable::run)
            .evictionListener(
                (key, account, cause) -> {
                  if (cause == RemovalCause.SIZE) {
                    evicted.run();
                  }
                })
            .build();
  }

  /** Tokens a second. */
  public static double rate(Quota quota) {
    return quota.tokens() * 1e9 / quota.window().toNanos();
  }

  private Account account(String key) {
    long hash = KeyHash.of(key);
    Shares shares = portions.shares();
    double[] parts = parts(hash, shares);
    double[] full = new double[parts.length];
    for (int i = 0; i < full.length; i++) {
      full[i] = most(i, parts);
    }
    return new Account(hash, new Bucket(full, parts, shares.epoch(), now.getAsLong()));
  }

  private double[] parts(long hash, Shares shares) {
    double[] parts = new double[rates.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = shares.part(hash, rates[i]);
    }
    return parts;
  }

  /** How many tokens of a quota this node has at most. */
  private double most(int quota, double[] parts) {
    return Math.max(1, quotas.get(quota).burst() * parts[quota]);
  }

  /**
   * What a bucket has become by now, with the parts that hold now. One that was not asked for
   * during several changes is taken to have had the lesser part meanwhile.
   */
  private Bucket turn(Account account, Bucket bucket, Shares shares, long time) {
    long change = bucket.epoch == shares.epoch() ? time : shares.since();
    double before = Math.max(0, Math.min(time, change) - bucket.at) / 1e9;
    double after = Math.max(0, time - Math.max(change, bucket.at)) / 1e9;
    double[] parts = bucket.epoch == shares.epoch() ? bucket.parts : parts(account.hash, shares);
    boolean next = shares.epoch() - bucket.epoch <= 1;
    double[] tokens = new double[rates.length];
    for (int i = 0; i < tokens.length; i++) {
      double part = next ? bucket.parts[i] : Math.min(bucket.parts[i], parts[i]);
      double then = bucket.tokens[i] + before * rates[i] * part;
      double kept = Math.min(then, Math.min(most(i, bucket.parts), most(i, parts)));
      tokens[i] = Math.min(kept + after * rates[i] * parts[i], most(i, parts));
    }
    return new Bucket(tokens, parts, shares.epoch(), Math.max(time, bucket.at));
  }

  @Override
  public Verdict take(String key, long cost) {
    Account account = accounts.get(key, this::account);
    if (cost > 0) {
      portions.asked(key, cost);
    }
    while (true) {
      Bucket before = Objects.requireNonNull(account.bucket.get());
      Bucket bucket = turn(account, before, portions.shares(), now.getAsLong());
      int lacking = cost > 0 ? lacking(bucket, cost) : -1;
      if (lacking >= 0) {
        long wait = cost > most ? NEVER : delay(bucket, lacking, cost);
        return verdict(bucket, lacking, wait);
      }
      if (cost > 0) {
        for (int i = 0; i < bucket.tokens.length; i++) {
          bucket.tokens[i] -= cost;
        }
      }
      if (account.bucket.compareAndSet(before, bucket)) {
        return verdict(bucket, least(bucket), 0);
      }
    }
  }

  /** The quota that would take longest to grant it; -1 when all of them do. */
  private int lacking(Bucket bucket, long cost) {
    int found = -1;
    for (int i = 0; i < bucket.tokens.length; i++) {
      boolean lacks = cost > most || bucket.tokens[i] < Math.min(cost, most(i, bucket.parts));
      if (lacks && (found < 0 || delay(bucket, i, cost) > delay(bucket, found, cost))) {
        found = i;
      }
    }
    return found;
  }

  private long delay(Bucket bucket, int quota, long cost) {
    double missing = Math.min(cost, most(quota, bucket.parts)) - bucket.tokens[quota];
    return nanos(missing, quota, bucket);
  }

  private long nanos(double missing, int quota, Bucket bucket) {
    double nanos = Math.ceil(missing * 1e9 / (rates[quota] * bucket.parts[quota]));
    return nanos >= Long.MAX_VALUE ? Long.MAX_VALUE - 1 : Math.max(0, (long) nanos);
  }

  /** The quota of which the least share is left. */
  private int least(Bucket bucket) {
    int found = 0;
    for (int i = 1; i < bucket.tokens.length; i++) {
      if (bucket.tokens[i] / most(i, bucket.parts)
          < bucket.tokens[found] / most(found, bucket.parts)) {
        found = i;
      }
    }
    return found;
  }

  private Verdict verdict(Bucket bucket, int quota, long wait) {
    double left = bucket.tokens[quota];
    long reset = nanos(most(quota, bucket.parts) - left, quota, bucket);
    return new Verdict(wait == 0, quotas.get(quota), Math.max(0, (long) left), reset, wait);
  }

  @Override
  public void close() {
    portions.close();
  }
}
