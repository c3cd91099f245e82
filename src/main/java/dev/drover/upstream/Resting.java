package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.limit.KeyHash;
import dev.drover.limit.Pauses;
import dev.drover.limit.Peers;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of an upstream are refused for a while, since it has said when to come back. A call
 * that is tried again by its policy waits by itself, and is not refused. Confined to one event
 * loop.
 */
final class Resting {
  private final Pauses pauses;
  private final @Nullable CallKey key;
  private final long longest;
  private final Runnable leave;

  Resting(String upstream, PauseConfig config, Peers peers, LongSupplier now) {
    this.key = config.key().map(CallKey::parse).orElse(null);
    this.longest = config.longest().toNanos();
    Pauses own = new Pauses(config.keys(), now, (paused, nanos) -> {});
    this.pauses = config.herd() ? peers.pauses(upstream, config.keys()).orElse(own) : own;
    this.leave = pauses == own ? () -> {} : () -> peers.leave(upstream, config.keys());
  }

  private long key(Exchange exchange) {
    String value = key == null ? null : key.value(exchange);
    return value == null ? 0 : KeyHash.of(value);
  }

  /** Why a call may not be made now; null when it may. */
  @Nullable Failure refusal(Exchange exchange) {
    long left = pauses.left(key(exchange));
    return left == 0
        ? null
        : Failure.of(Reason.RATE_LIMITED, "The upstream has asked to be left alone for a while.")
            .retryAfter(Duration.ofNanos(left))
            .note("paused by its Retry-After");
  }

  /** The head of an answer has come. */
  void answered(Exchange exchange, Answer answer, InstantSource clock) {
    long said = ComeBack.pause(answer, clock);
    if (said > 0) {
      pauses.pause(key(exchange), Math.min(said, longest));
    }
  }

  void close() {
    leave.run();
  }
}
