package dev.drover.upstream;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Upstream#send}: attempts, one after another, until one is answered. A further attempt
 * is made only where the one before cannot have had an effect: no connection was made, or the
 * server said that it did not process the request (gRFC A6, "Transparent Retries"; RFC 9113,
 * section 8.7), or a kept connection turned out to be closed under an idempotent request (RFC 9112,
 * section 9.3.1).
 */
final class Call implements Exchange.EndListener {
  /** Attempts that servers refused unprocessed, for one call. */
  private static final int MOST_REFUSALS = 9;

  private final HttpUpstream upstream;
  private final Exchange exchange;
  private final Outbound outbound;
  private final Promise<Response> promise;
  private final @Nullable Replay replay;
  private Set<Endpoint> tried = Set.of();
  private int refusals;
  private @Nullable Attempt attempt;
  private @Nullable Failure last;

  Call(HttpUpstream upstream, Exchange exchange, Outbound outbound, Promise<Response> promise) {
    this.upstream = upstream;
    this.exchange = exchange;
    this.outbound = outbound;
    this.promise = promise;
    this.replay =
        outbound.body() instanceof Body.Stream stream
            ? new Replay(stream.source(), (int) upstream.config().replay().bytes())
            : null;
  }

  HttpUpstream upstream() {
    return upstream;
  }

  Exchange exchange() {
    return exchange;
  }

  Outbound outbound() {
    return outbound;
  }

  @Nullable Replay replay() {
    return replay;
  }

  void start() {
    exchange.onEnd(this);
    if (exchange.ended()) {
      return;
    }
    if (replay != null) {
      replay.start();
    }
    next();
  }

  private void next() {
    Endpoint endpoint = upstream.pick(tried);
    if (endpoint == null) {
      promise.tryFail(last != null ? last : upstream.nobody());
      return;
    }
    Attempt fresh = new Attempt(this, endpoint, refusals > 0);
    attempt = fresh;
    fresh.start();
  }

  /** The attempt has been answered. */
  void answered(Response response) {
    if (replay != null) {
      replay.commit();
    }
    promise.tryComplete(response);
  }

  /** No connection could be made: another endpoint may do better. */
  void notConnected(Endpoint endpoint, Failure failure) {
    last = failure;
    elsewhere(endpoint);
  }

  /** Nothing has been sent, and that endpoint will not be asked again. */
  void elsewhere(Endpoint endpoint) {
    if (tried.isEmpty()) {
      tried = new HashSet<>();
    }
    tried.add(endpoint);
    next();
  }

  /** The server did not process the request: it may be sent again, even there. */
  void refused(Failure failure) {
    last = failure;
    if (++refusals > MOST_REFUSALS || (replay != null && !replay.complete())) {
      promise.tryFail(failure);
      return;
    }
    if (replay != null) {
      replay.rewind();
    }
    next();
  }

  /** The attempt has failed, and nobody knows whether it had an effect. */
  void failed(Failure failure) {
    promise.tryFail(failure);
  }

  @Override
  public void ended(@Nullable Failure failure) {
    Attempt current = attempt;
    if (current != null) {
      current.cancel();
    }
    if (failure != null) {
      promise.tryFail(failure);
    }
  }
}
