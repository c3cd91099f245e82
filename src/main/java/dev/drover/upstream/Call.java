package dev.drover.upstream;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.telemetry.trace.SentTrace;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Upstream#send}: turns, one after another or side by side, until one is answered.
 *
 * <p>Where an attempt cannot have had an effect there is another one, whatever the policy: no
 * connection was made, or the server said that it did not process the request (gRFC A6,
 * "Transparent Retries"; RFC 9113, section 8.7), or a kept connection turned out to be closed under
 * an idempotent request (RFC 9112, section 9.3.1). Beyond that it is the {@link CallPolicy} that
 * says so, the {@link Allowance} that permits it, and the request that must still be at hand. An
 * answer whose head has gone to the client is final.
 */
final class Call implements Exchange.EndListener {
  /** Attempts that servers refused unprocessed, for one call. */
  private static final int MOST_REFUSALS = 9;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final HttpUpstream upstream;
  private final Exchange exchange;
  private final Outbound outbound;
  private final Promise<Response> promise;
  private final @Nullable Replay replay;
  private final Further further;
  private final SentTrace trace;
  private final List<Turn> running = new ArrayList<>(1);

  /** Endpoints that could not be asked at all. */
  private Set<Endpoint> dead = Set.of();

  /** Endpoints that have been asked: others come first. */
  private Set<Endpoint> tried = Set.of();

  private int refusals;
  private boolean decided;
  private Wheel.@Nullable Timer timer;
  private @Nullable Failure last;
  private @Nullable Failure given;

  Call(HttpUpstream upstream, Exchange exchange, Outbound outbound, Promise<Response> promise) {
    this.upstream = upstream;
    this.exchange = exchange;
    this.outbound = outbound;
    this.promise = promise;
    this.replay =
        outbound.body() instanceof Body.Stream stream
            ? new Replay(stream.source(), (int) upstream.config().replay().bytes())
            : null;
    this.further = new Further(upstream, exchange, outbound, replay);
    this.trace = SentTrace.begin(exchange, upstream.name(), outbound);
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

  SentTrace trace() {
    return trace;
  }

  Further further() {
    return further;
  }

  void start() {
    exchange.onEnd(this);
    if (exchange.ended()) {
      return;
    }
    if (replay != null) {
      replay.start();
    }
    Pacing pacing = upstream.pacing();
    if (pacing == null) {
      begin();
    } else {
      pace(pacing);
    }
  }

  private void begin() {
    next(replay);
    waitToHedge();
  }

  private void pace(Pacing pacing) {
    try {
      long wait = pacing.enter(exchange, exchange.wheel().now());
      if (wait == 0) {
        begin();
        return;
      }
      Runnable waited = once(pacing::waited);
      exchange.onEnd(failure -> waited.run());
      after(
          wait,
          () -> {
            waited.run();
            begin();
          });
    } catch (Failure refused) {
      give(refused);
    }
  }

  private static Runnable once(Runnable action) {
    boolean[] done = {false};
    return () -> {
      if (!done[0]) {
        done[0] = true;
        action.run();
      }
    };
  }

  /** One that no other attempt under way has, too: each has header fields of its own. */
  private Head head() {
    Head head = outbound.head();
    return running.isEmpty()
        ? head
        : new Head(
            head.method(),
            head.authority(),
            head.target(),
            HttpHeaders.headers().addAll(head.headers()));
  }

  private void next(@Nullable Replay content) {
    Body body = content == null ? body() : outbound.body();
    Turn turn = new Turn(this, head(), body, content, refusals > 0, further.patience());
    running.add(turn);
    turn.start();
  }

  /** The body for a turn that does not read the request's own. */
  private Body body() {
    Buffer whole = replay == null ? null : replay.whole();
    return whole == null ? outbound.body() : Body.of(whole);
  }

  /** Where the next attempt goes; null when there is nowhere. */
  @Nullable Endpoint choose(long now) {
    return upstream.choose(exchange, dead, tried, now);
  }

  // How turns end

  /** The head of an answer has come. */
  void answered(Turn turn, Answer answer, Response response) {
    upstream.answered(exchange, answer);
    running.remove(turn);
    Pacing pacing = upstream.pacing();
    if (pacing != null) {
      pacing.answered(exchange, response.headers(), exchange.wheel().now());
    }
    if (decided) {
      turn.discard();
      return;
    }
    long wait = further.after(answer);
    if (wait != Further.NO) {
      turn.discard();
      again(turn, answer.toString(), wait);
    } else if (!running.isEmpty() && further.awaitsOthers(answer)) {
      turn.discard();
    } else {
      decided = true;
      stop();
      cancel(Reason.CANCELLED);
      running.add(turn);
      if (replay != null) {
        replay.commit();
      }
      promise.tryComplete(response);
    }
  }

  /** It has failed, and nobody knows whether it had an effect. */
  void failed(Turn turn, Failure failure, RetryOn.@Nullable Sign sign) {
    running.remove(turn);
    last = failure;
    if (decided) {
      return;
    }
    long wait = sign == null ? Further.NO : further.after(sign);
    if (wait != Further.NO) {
      again(turn, failure.reason().name(), wait);
    } else {
      give(failure);
    }
  }

  /** Nothing has been sent, and that endpoint will not be asked again. */
  void elsewhere(Turn turn, Endpoint endpoint, @Nullable Failure failure) {
    running.remove(turn);
    if (failure != null) {
      last = failure;
    }
    if (!decided) {
      dead = with(dead, endpoint);
      next(turn.content() == null ? null : replay);
    }
  }

  /** There is no endpoint left to ask. */
  void nowhere(Turn turn) {
    running.remove(turn);
    if (decided || !running.isEmpty()) {
      return;
    }
    if (further.waits()) {
      dead = Set.of();
      after(POLL_NANOS, () -> next(turn.content() == null ? null : replay));
      return;
    }
    Failure failure = last == null ? upstream.nobody() : last;
    long wait = further.after(RetryOn.Sign.CONNECT);
    if (wait != Further.NO) {
      again(turn, failure.reason().name(), wait);
    } else {
      give(failure);
    }
  }

  /** The server did not process the request: it may be sent again, even there. */
  void refused(Turn turn, Failure failure) {
    running.remove(turn);
    last = failure;
    if (decided) {
      return;
    }
    boolean reads = turn.content() != null;
    if (++refusals > MOST_REFUSALS || (reads && replay != null && !replay.complete())) {
      give(failure);
      return;
    }
    if (reads && replay != null) {
      replay.rewind();
    }
    next(reads ? replay : null);
  }

  /** It was not admitted. */
  void denied(Turn turn, Failure failure) {
    running.remove(turn);
    if (!decided && running.isEmpty()) {
      give(further.failed() && last != null ? last : failure);
    }
  }

  private void give(Failure failure) {
    if (running.isEmpty()) {
      decided = true;
      given = failure;
      stop();
      promise.tryFail(failure);
    }
  }

  // Again

  /** There is to be another attempt after this one, which is out of the way. */
  private void again(Turn turn, String why, long wait) {
    exchange.tried(turn.address() + " " + why);
    tried = with(tried, turn.endpoint());
    dead = Set.of();
    if (wait == 0) {
      again();
    } else {
      after(wait, this::again);
    }
  }

  private void again() {
    if (decided) {
      return;
    }
    further.begin();
    Replay content = further.hedges() ? null : replay;
    if (content != null) {
      content.rewind();
    }
    next(content);
    waitToHedge();
  }

  private void waitToHedge() {
    long wait = further.hedgeDelay();
    if (wait != Further.NO && !decided) {
      after(wait, this::hedge);
    }
  }

  /** Nobody has answered for too long. */
  private void hedge() {
    if (!decided && further.hedged()) {
      running.forEach(turn -> tried = with(tried, turn.endpoint()));
      again();
    }
  }

  private static Set<Endpoint> with(Set<Endpoint> some, @Nullable Endpoint one) {
    if (one == null) {
      return some;
    }
    Set<Endpoint> more = some.isEmpty() ? new HashSet<>() : some;
    more.add(one);
    return more;
  }

  private void after(long nanos, Runnable action) {
    stop();
    Wheel.Timer fresh = Wheel.Timer.of(action);
    timer = fresh;
    exchange.wheel().arm(fresh, exchange.wheel().now() + nanos);
  }

  private void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Nobody waits any longer for those that are under way. */
  private void cancel(Reason reason) {
    while (!running.isEmpty()) {
      running.remove(running.size() - 1).cancel(reason);
    }
  }

  @Override
  public void ended(@Nullable Failure failure) {
    decided = true;
    stop();
    cancel(failure == null ? Reason.CANCELLED : failure.reason());
    if (failure != null) {
      promise.tryFail(failure);
    }
    close(given == null ? failure : given);
  }

  /** What the caller was given is told to those who keep count. */
  private void close(@Nullable Failure failure) {
    GrpcCode code = exchange.grpcStatus().orElse(GrpcCode.OK);
    if (failure != null) {
      code = failure.reason().grpc();
      trace.end(failure.reason());
    } else if (outbound.grpc()) {
      trace.end(code);
    } else {
      trace.end(exchange.status());
    }
    if (outbound.grpc()) {
      upstream.called(outbound.method(), code, exchange.wheel().now() - further.began());
    }
  }
}
