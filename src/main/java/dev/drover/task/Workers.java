package dev.drover.task;

import dev.drover.exchange.Converted;
import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of this node, for what one filter or handler does with content. Their jobs belong to
 * the client of the exchange, have its deadline, and are cancelled when it ends. Confined to an
 * event loop.
 */
public final class Workers {
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
  private static final Buffer NOTHING = Buffer.buffer();

  private final String task;
  private final Workplace place;
  private final Dispatch dispatch;
  private final Vertx vertx;

  /**
   * @param task the name of the {@link HeavyFactory}
   * @param dispatch the way from this event loop
   */
  public Workers(String task, Workplace place, Dispatch dispatch, Vertx vertx) {
    this.task = task;
    this.place = place;
    this.dispatch = dispatch;
    this.vertx = vertx;
  }

  /** Whether content of that length is for them, by the configuration. */
  public boolean want(long length) {
    return place.workers(length);
  }

  /**
   * Has something done by one of them.
   *
   * @param function on a thread of its own; looks at {@link Work#check()} where it takes long
   * @return completes on the event loop; fails with the failure that the function has thrown, and
   *     as a task does: with RATE_LIMITED when as many wait as may
   */
  public <T> Future<T> call(Exchange exchange, Function<Work, T> function) {
    return new Shift(exchange, Exchange.NEVER).call(function);
  }

  /**
   * Has something made of content of that length: by one of them where it is for them, which is
   * waited for, else at once.
   *
   * @param nanos how long that may take, within the time of the exchange
   * @return completes on the event loop; fails with what is thrown, and when there is no time left
   */
  public <T> Future<T> make(Exchange exchange, long length, long nanos, Supplier<T> step) {
    return want(length)
        ? new Shift(exchange, nanos).insist(work -> step.get())
        : Future.succeededFuture().map(nothing -> step.get());
  }

  /**
   * The same as {@link #call}, but while as many wait as may it comes again, as long as the
   * exchange lasts.
   */
  public <T> Future<T> insist(Exchange exchange, Function<Work, T> function) {
    return new Shift(exchange, Exchange.NEVER).insist(function);
  }

  /**
   * Hands for content that comes piece by piece: those of workers for pieces that are wanted there.
   * The first may be refused as a task is. Later ones wait while all queues are full, since what
   * has been made of the first cannot be taken back.
   *
   * @param length how much is known of the content that a piece of that length belongs to
   * @param patient whether the first waits, too
   */
  public Converted.Hands hands(Exchange exchange, IntToLongFunction length, boolean patient) {
    return place.place() == Workplace.Where.LOOP
        ? Converted.Hands.HERE
        : new Pieces(new Shift(exchange, Exchange.NEVER), length, patient);
  }

  private final class Pieces implements Converted.Hands {
    private final Shift shift;
    private final IntToLongFunction content;
    private boolean patient;

    Pieces(Shift shift, IntToLongFunction content, boolean patient) {
      this.shift = shift;
      this.content = content;
      this.patient = patient;
    }

    @Override
    public Future<Buffer> take(int length, Supplier<Buffer> step) {
      boolean waits = patient;
      patient = true;
      if (!want(content.applyAsLong(length))) {
        return HERE.take(length, step);
      }
      return waits ? shift.insist(work -> step.get()) : shift.call(work -> step.get());
    }
  }

  /** What one exchange has done, one thing after the other. */
  private final class Shift {
    private final Exchange exchange;
    private final long end;
    private @Nullable Job job;
    private volatile boolean begun;

    Shift(Exchange exchange, long nanos) {
      this.exchange = exchange;
      this.end = nanos == Exchange.NEVER ? nanos : exchange.wheel().now() + nanos;
      exchange.onEnd(
          failure -> {
            if (job != null) {
              job.cancel();
            }
          });
    }

    private long left() {
      long own = end == Exchange.NEVER ? end : Math.max(0, end - exchange.wheel().now());
      return Math.min(own, exchange.remaining());
    }

    <T> Future<T> call(Function<Work, T> function) {
      if (exchange.ended()) {
        return Future.failedFuture(Failure.of(Reason.CANCELLED, "The request is over."));
      }
      begun = false;
      CompletableFuture<T> made = new CompletableFuture<>();
      Job asked =
          dispatch.submit(
              Order.carrying(task, Order.caller(exchange)).within(left()),
              (input, work) -> {
                begun = true;
                try {
                  made.complete(function.apply(work));
                } catch (Failure refused) { // with all it says, which messages do not carry
                  made.completeExceptionally(refused);
                }
                return NOTHING;
              });
      job = asked;
      return asked.result().compose(done -> Future.fromCompletionStage(made));
    }

    /**
     * Comes again while as many wait as may, and when it has waited as long as a job may, if there
     * is time left.
     */
    <T> Future<T> insist(Function<Work, T> function) {
      return call(function)
          .recover(
              thrown -> {
                Failure why = Failure.from(thrown);
                boolean late = why.reason() == Reason.DEADLINE && !begun;
                if (left() == 0 || (why.reason() != Reason.RATE_LIMITED && !late)) {
                  return Future.failedFuture(why);
                }
                long told = why.retryAfter().orElse(LONGEST_PAUSE).toMillis();
                long most = Math.min(LONGEST_PAUSE.toMillis(), left() / 1_000_000);
                return vertx
                    .timer(Math.max(1, Math.min(told, most)))
                    .compose(nothing -> insist(function));
              });
    }
  }
}
