package dev.drover.upstream;

import dev.drover.codec.GrpcHead;
import dev.drover.codec.GrpcTimeout;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether, and when, a call gets a further attempt: what its {@link CallPolicy} says, the {@link
 * Allowance} permits, its deadline leaves time for, and the request still being at hand allows.
 * Confined to the exchange's event loop.
 */
final class Further {
  /** There is none. */
  static final long NO = -1;

  private static final CharSequence PREVIOUS =
      HttpHeaders.createOptimized("grpc-previous-rpc-attempts");

  private final HttpUpstream upstream;
  private final Exchange exchange;
  private final Outbound outbound;
  private final @Nullable Replay replay;
  private final CallPolicy.@Nullable Retry retry;
  private final CallPolicy.@Nullable Hedge hedge;
  private final boolean waits;
  private final long began;
  private int attempts = 1;
  private int failures;

  /**
   * @param replay what keeps the request's content; null where it is known as a whole
   */
  Further(HttpUpstream upstream, Exchange exchange, Outbound outbound, @Nullable Replay replay) {
    this.upstream = upstream;
    this.exchange = exchange;
    this.outbound = outbound;
    this.replay = replay;
    this.began = exchange.wheel().now();
    CallPolicy own = exchange.get(CallPolicy.KEY);
    MethodPolicies.Asked asked = upstream.asked(outbound);
    CallPolicy usual = asked == null || asked.policy() == null ? upstream.policy() : asked.policy();
    CallPolicy policy = own == null ? usual : own;
    boolean twice = outbound.grpc() || Idempotence.of(outbound.head().method());
    this.retry = policy.retry() != null && (twice || policy.retry().any()) ? policy.retry() : null;
    this.hedge = policy.hedge() != null && (twice || policy.hedge().any()) ? policy.hedge() : null;
    this.waits = upstream.waits(outbound.head().headers(), asked);
    if (asked != null && asked.timeout().isPresent()) {
      exchange.limit(asked.timeout().get().toNanos());
    }
    upstream.allowance().call(began);
  }

  /** When the call began, of the wheel's clock. */
  long began() {
    return began;
  }

  /** Whether it waits while there is no endpoint. */
  boolean waits() {
    return waits;
  }

  /** Whether attempts are made side by side. */
  boolean hedges() {
    return hedge != null;
  }

  /** How many attempts were made before this one, without those that cannot have had an effect. */
  int previous() {
    return attempts - 1;
  }

  /** Whether any attempt has failed for which there was another. */
  boolean failed() {
    return failures > 0;
  }

  /** How long the next attempt may take until its answer begins; 0 for as long as the call has. */
  long patience() {
    if (retry == null || retry.attemptNanos() > 0) {
      return retry == null ? 0 : retry.attemptNanos();
    }
    boolean shared = retry.on().signs().contains(RetryOn.Sign.TIMEOUT);
    return shared && attempts < retry.attempts() && exchange.deadline() != Exchange.NEVER
        ? exchange.remaining() / (retry.attempts() - attempts + 1)
        : 0;
  }

  /**
   * After an answer whose head has come.
   *
   * @return how long to wait before a further attempt, in nanoseconds; {@link #NO} for none
   */
  long after(Answer answer) {
    RetryOn on = hedge != null ? hedge.nonFatal() : retry != null ? retry.on() : null;
    if (on == null || !on.names(answer)) {
      upstream.allowance().well();
      if (hedge != null) {
        long now = exchange.wheel().now();
        upstream.hedgeDelay(hedge).answered(now - began, now);
      }
      return NO;
    }
    upstream.allowance().badly();
    long said = ComeBack.nanos(answer, upstream.clock());
    if (said == ComeBack.NEVER) {
      return NO;
    }
    if (hedge != null) {
      return granted(hedge.attempts(), Math.max(0, said), true);
    }
    return retried(said < 0 ? backoff() : said);
  }

  /** Whether that is no answer while others are awaited. */
  boolean awaitsOthers(Answer answer) {
    return hedge != null && hedge.nonFatal().names(answer);
  }

  /** After what happened instead of an answer; as {@link #after(Answer)}. */
  long after(RetryOn.Sign sign) {
    if (hedge != null) {
      return granted(hedge.attempts(), 0, true);
    }
    if (retry == null || !retry.on().signs().contains(sign)) {
      return NO;
    }
    upstream.allowance().badly();
    return retried(backoff());
  }

  private long backoff() {
    return retry == null ? 0 : retry.backoff().nanos(failures + 1, ThreadLocalRandom.current());
  }

  private long retried(long wait) {
    if (retry == null) {
      return NO;
    }
    long granted = granted(retry.attempts(), Math.min(wait, retry.longestNanos()), false);
    if (granted != NO) {
      failures++;
      upstream.retried();
    }
    return granted;
  }

  /** How long an attempt waits before another one is made beside it; {@link #NO} for ever. */
  long hedgeDelay() {
    return hedge == null || attempts >= hedge.attempts()
        ? NO
        : upstream.hedgeDelay(hedge).nanos(exchange.wheel().now());
  }

  /** Whether there may be one more beside those that have not answered for that long. */
  boolean hedged() {
    if (hedge == null || granted(hedge.attempts(), 0, true) == NO) {
      return false;
    }
    upstream.hedged();
    return true;
  }

  /**
   * @param whole whether all of the request must be at hand, and not only what has come
   */
  private long granted(int most, long wait, boolean whole) {
    boolean there = replay == null || (whole ? replay.whole() != null : replay.complete());
    return attempts < most
            && exchange.remaining() > wait
            && there
            && upstream.allowance().take(exchange.wheel().now())
        ? wait
        : NO;
  }

  /** One more begins; the server is told what came before, and how much time is left. */
  void begin() {
    if (outbound.grpc()) {
      MultiMap headers = outbound.head().headers();
      headers.set(PREVIOUS, Integer.toString(attempts));
      if (exchange.deadline() != Exchange.NEVER && headers.contains(GrpcHead.TIMEOUT)) {
        headers.set(GrpcHead.TIMEOUT, GrpcTimeout.format(exchange.remaining()));
      }
    }
    attempts++;
  }
}
