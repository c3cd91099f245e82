package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Key;
import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Request;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.telemetry.trace.CallTrace;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request of the gateway's own that is under way. Confined to the event loop that it was begun
 * on.
 *
 * @param answer what comes of it; completes on that event loop
 * @param stop ends it for that reason, unless it has ended: whatever is under way upstream is
 *     undone, and the answer fails with it
 */
public record Errand<T>(Future<T> answer, Consumer<Failure> stop) {
  /** One that has an answer already. */
  public static <T> Errand<T> done(Future<T> answer) {
    return new Errand<>(answer, failure -> {});
  }

  /** What comes of it, while somebody waits: it is stopped when that exchange ends before. */
  public Future<T> within(Exchange waiting) {
    waiting.onEnd(
        ended ->
            stop.accept(Failure.of(Reason.CANCELLED, "Nobody waits for the answer any more.")));
    return answer;
  }

  /**
   * The exchange of a request of the gateway's own.
   *
   * @param waiting the exchange that it is made for: they share the trace, the time that is left,
   *     and what the route says of retries; null when there is none
   * @param failed told when it fails
   */
  static Exchange exchange(
      @Nullable Exchange waiting,
      Request request,
      Wheel wheel,
      String method,
      Duration timeout,
      Consumer<Failure> failed) {
    Exchange own =
        new Exchange(
            waiting == null ? "" : waiting.id(),
            request,
            wheel,
            failure -> {
              if (failure != null) {
                failed.accept(failure);
              }
            });
    own.routed("", method);
    if (waiting == null) {
      own.limit(timeout.toNanos());
      return own;
    }
    own.limit(Math.min(timeout.toNanos(), waiting.remaining()));
    share(CallTrace.KEY, waiting, own);
    share(CallPolicy.KEY, waiting, own);
    share(PathVariables.KEY, waiting, own);
    own.onEnd(failure -> waiting.attempt(own.endpoint()));
    return own;
  }

  private static <V> void share(Key<V> key, Exchange from, Exchange to) {
    V value = from.get(key);
    if (value != null) {
      to.put(key, value);
    }
  }
}
