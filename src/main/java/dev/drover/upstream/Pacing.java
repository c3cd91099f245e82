package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.limit.RateLimitFields;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When calls go by what the upstream has said of its quota, before it has to refuse one. Confined
 * to one event loop, which knows what its own answers have said; times are the wheel's.
 */
final class Pacing {
  /** What is known of a quota. */
  private static final class Quota {
    private long remaining;
    private long until;
    private long next;
  }

  private static final String ALL = "";

  private final PaceConfig config;
  private final @Nullable CallKey key;
  private final InstantSource clock;
  private final Map<String, Quota> quotas;
  private int waiting;

  Pacing(PaceConfig config, InstantSource clock) {
    this.config = config;
    this.key = config.key().map(CallKey::parse).orElse(null);
    this.clock = clock;
    this.quotas =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Quota> eldest) {
            return size() > config.keys();
          }
        };
  }

  private String key(Exchange exchange) {
    String value = key == null ? null : key.value(exchange);
    return value == null ? ALL : value;
  }

  /**
   * How long a call has to wait, in nanoseconds; it is counted as one that goes. If it has to wait
   * it tells later that it {@linkplain #waited waits no longer}.
   *
   * @throws Failure RATE_LIMITED when that is too long, or too many wait
   */
  long enter(Exchange exchange, long now) {
    Quota quota = quotas.get(key(exchange));
    if (quota == null || now >= quota.until) {
      return 0;
    }
    long wait = delay(quota, now);
    if (wait == 0) {
      return 0;
    }
    if (wait > config.longest().toNanos()
        || wait >= exchange.remaining()
        || waiting >= config.queue()) {
      throw Failure.of(
              Reason.RATE_LIMITED, "The upstream takes no more requests for now; try again later.")
          .retryAfter(Duration.ofNanos(wait))
          .note("nothing is left of its quota, and " + waiting + " wait");
    }
    waiting++;
    return wait;
  }

  private long delay(Quota quota, long now) {
    if (quota.remaining <= 0) {
      return quota.until - now;
    }
    if (!config.spread()) {
      quota.remaining--;
      return 0;
    }
    long at = Math.max(now, quota.next);
    quota.next = at + (quota.until - now) / quota.remaining;
    quota.remaining--;
    return Math.max(0, Math.min(at, quota.until) - now);
  }

  /** A call waits no longer. */
  void waited() {
    waiting--;
  }

  /** An answer has come. */
  void answered(Exchange exchange, MultiMap headers, long now) {
    RateLimitFields said = RateLimitFields.of(headers::get, clock.millis() / 1000);
    if (said != null) {
      Quota quota = quotas.computeIfAbsent(key(exchange), any -> new Quota());
      quota.remaining = said.remaining();
      quota.until = now + said.nanos();
    }
  }
}
