package dev.drover.upstream;

import dev.drover.codec.GrpcTimeout;
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
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
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
  private static final CharSequence PREVIOUS =
      HttpHeaders.createOptimized("grpc-previous-rpc-attempts");
  private static final CharSequence GRPC_TIMEOUT = HttpHeaders.createOptimized("grpc-timeout");

  private final HttpUpstream upstream;
  private final Exchange exchange;
  private final Outbound outbound;
  private final Promise<Response> promise;
  private final @Nullable Replay replay;
  private final CallPolicy.@Nullable Retry retry;
  private final CallPolicy.@Nullable Hedge hedge;
  private final boolean waits;
  private final SentTrace trace;
  private final long began;
  private final List<Turn> running = new ArrayList<>(1);

  /** Endpoints that could not be asked at all. */
  private Set<Endpoint> dead = Set.of();

  /** Endpoints that have been asked: others come first. */
  private Set<Endpoint> tried = Set.of();

  private int turns;
  private int failures;
  private int refusals;
  private boolean decided;
  private Wheel.@Nullable Timer timer;
  private @Nullable Runnable planned;
  private long plannedWait;
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
    CallPolicy own = exchange.get(CallPolicy.KEY);
    MethodPolicies.Asked asked = upstream.asked(outbound);
    CallPolicy usual = asked == null || asked.policy() == null ? upstream.policy() : asked.policy();
    CallPolicy policy = own == null ? usual : own;
    if (asked != null && asked.timeout().isPresent()) {
      exchange.limit(asked.timeout().get().toNanos());
    }
    boolean twice = outbound.grpc() || Idempotence.of(outbound.head().method());
    this.retry = policy.retry() != null && (twice || policy.retry().any()) ? policy.retry() : null;
    this.hedge = policy.hedge() != null && (twice || policy.hedge().any()) ? policy.hedge() : null;
    this.trace = SentTrace.begin(exchange, upstream.name(), outbound);
    this.began = exchange.wheel().now();
    this.waits = upstream.waits(outbound.head().headers(), asked);
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

  /** How many attempts were made before, without those that cannot have had an effect. */
  int failures() {
    return turns - 1;
  }

  void start() {
    exchange.onEnd(this);
    if (exchange.ended()) {
      return;
    }
    if (replay != null) {
      replay.start();
    }
    upstream.allowance().call(began);
    turns++;
    next(replay);
    if (hedge != null) {
      waitToHedge();
    }
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
    Turn turn = new Turn(this, head(), body, content, refusals > 0, patience());
    running.add(turn);
    turn.start();
  }

  /** The body for a turn that does not read the request's own. */
  private Body body() {
    Buffer whole = replay == null ? null : replay.whole();
    return whole == null ? outbound.body() : Body.of(whole);
  }

  /** How long the next attempt may take until its answer begins; 0 for as long as the call has. */
  private long patience() {
    if (retry == null || retry.attemptNanos() > 0) {
      return retry == null ? 0 : retry.attemptNanos();
    }
    boolean shared = retry.on().signs().contains(RetryOn.Sign.TIMEOUT);
    return shared && turns < retry.attempts() && exchange.deadline() != Exchange.NEVER
        ? exchange.remaining() / (retry.attempts() - turns + 1)
        : 0;
  }

  /** Where the next attempt goes; null when there is nowhere. */
  @Nullable Endpoint choose() {
    return upstream.choose(exchange, dead, tried);
  }

  // How turns end

  /** The head of an answer has come. */
  void answered(Turn turn, Answer answer, Response response) {
    running.remove(turn);
    if (decided || another(turn, answer)) {
      turn.discard();
      launch();
      return;
    }
    decided = true;
    others();
    running.add(turn);
    if (replay != null) {
      replay.commit();
    }
    promise.tryComplete(response);
  }

  /** Whether another answer is awaited instead of this one; if so, all is ready for it. */
  private boolean another(Turn turn, Answer answer) {
    if (hedge != null) {
      if (hedge.nonFatal().names(answer)) {
        upstream.allowance().badly();
        long said = ComeBack.nanos(answer, upstream.clock());
        return hedged(turn, said, answer.toString());
      }
      long now = exchange.wheel().now();
      upstream.hedgeDelay(hedge).answered(now - began, now);
    }
    if (retry == null || !retry.on().names(answer)) {
      upstream.allowance().well();
      return false;
    }
    upstream.allowance().badly();
    long said = ComeBack.nanos(answer, upstream.clock());
    long wait = said < 0 ? backoff() : Math.min(said, retry.longestNanos());
    return said != ComeBack.NEVER && planned(turn, wait, answer.toString());
  }

  /** It has failed, and nobody knows whether it had an effect. */
  void failed(Turn turn, Failure failure, RetryOn.@Nullable Sign sign) {
    running.remove(turn);
    last = failure;
    if (decided) {
      return;
    }
    String why = failure.reason().name();
    boolean again = false;
    if (hedge != null && sign != null) {
      again = hedged(turn, ComeBack.UNSAID, why);
    } else if (retry != null && sign != null && retry.on().signs().contains(sign)) {
      upstream.allowance().badly();
      again = planned(turn, backoff(), why);
    }
    if (again) {
      launch();
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
    if (waits) {
      dead = Set.of();
      after(POLL_NANOS, () -> next(turn.content() == null ? null : replay));
      return;
    }
    Failure failure = last == null ? upstream.nobody() : last;
    boolean connect = retry != null && retry.on().signs().contains(RetryOn.Sign.CONNECT);
    if (connect && planned(turn, backoff(), failure.reason().name())) {
      launch();
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
      give(failures > 0 && last != null ? last : failure);
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

  private long backoff() {
    return retry == null ? 0 : retry.backoff().nanos(failures + 1, ThreadLocalRandom.current());
  }

  /** Whether there is time, permission and content for another attempt; if so, it is planned. */
  private boolean planned(Turn turn, long wait, String why) {
    if (retry == null
        || turns >= retry.attempts()
        || exchange.remaining() <= wait
        || (replay != null && !replay.complete())
        || !upstream.allowance().take(exchange.wheel().now())) {
      return false;
    }
    failures++;
    upstream.retried();
    dead = Set.of();
    plan(turn, why, wait, replay);
    return true;
  }

  /** Whether others are awaited, or one more is planned. */
  private boolean hedged(Turn turn, long said, String why) {
    if (hedge == null || said == ComeBack.NEVER) {
      return false;
    }
    long wait = Math.max(0, said);
    if (exchange.remaining() > wait && mayHedge()) {
      plan(turn, why, wait, null);
      return true;
    }
    return !running.isEmpty();
  }

  private void plan(Turn turn, String why, long wait, @Nullable Replay content) {
    exchange.tried(turn.address() + " " + why);
    tried = with(tried, turn.endpoint());
    planned = () -> again(content);
    plannedWait = wait;
  }

  /** What was planned begins, now that what was before it is out of the way. */
  private void launch() {
    Runnable next = planned;
    planned = null;
    if (next == null) {
      return;
    }
    if (plannedWait == 0) {
      next.run();
    } else {
      after(plannedWait, next);
    }
  }

  /** One more attempt; the server is told what came before, and how much time is left. */
  private void again(@Nullable Replay content) {
    if (decided) {
      return;
    }
    if (outbound.grpc()) {
      MultiMap headers = outbound.head().headers();
      headers.set(PREVIOUS, Integer.toString(turns));
      if (exchange.deadline() != Exchange.NEVER && headers.contains(GRPC_TIMEOUT)) {
        headers.set(GRPC_TIMEOUT, GrpcTimeout.format(exchange.remaining()));
      }
    }
    turns++;
    if (content != null) {
      content.rewind();
    }
    next(content);
    if (hedge != null) {
      waitToHedge();
    }
  }

  private void waitToHedge() {
    if (hedge != null && turns < hedge.attempts()) {
      after(upstream.hedgeDelay(hedge).nanos(exchange.wheel().now()), this::hedge);
    }
  }

  /** The first attempt has not answered for too long. */
  private void hedge() {
    if (!decided && mayHedge()) {
      running.forEach(turn -> tried = with(tried, turn.endpoint()));
      upstream.hedged();
      again(null);
    }
  }

  private boolean mayHedge() {
    return hedge != null
        && turns < hedge.attempts()
        && (replay == null || replay.whole() != null)
        && upstream.allowance().take(exchange.wheel().now());
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
    Wheel.Timer fresh =
        new Wheel.Timer() {
          @Override
          protected void expire() {
            action.run();
          }
        };
    timer = fresh;
    exchange.wheel().arm(fresh, exchange.wheel().now() + nanos);
  }

  private void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** One is answered: the others are for nothing. */
  private void others() {
    stop();
    for (Turn turn : List.copyOf(running)) {
      turn.cancel(Reason.CANCELLED);
    }
    running.clear();
  }

  @Override
  public void ended(@Nullable Failure failure) {
    decided = true;
    stop();
    Reason reason = failure == null ? Reason.CANCELLED : failure.reason();
    for (Turn turn : List.copyOf(running)) {
      turn.cancel(reason);
    }
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
      upstream.called(outbound.method(), code, exchange.wheel().now() - began);
    }
  }
}
