package dev.drover.handler.aggregate;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.JsonValues;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Workers;
import dev.drover.upstream.Errand;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A plan at work for one request. Whatever is under way holds a permit until it ends, and ends at
 * the latest with the exchange, with the failure of the whole, or when its time is over. Confined
 * to the exchange's event loop.
 */
final class Run {
  private static final Failure OVER =
      Failure.of(Reason.CANCELLED, "Nobody waits for the answer any more.");

  /** A call under way. */
  private record Flight(Series series, int number, Permits.Permit permit) {}

  private final Plan plan;
  private final List<Sender> senders;
  private final Workers workers;
  private final Exchange exchange;
  private final Known known;
  private final Reply reply;
  private final Account account;
  private final Permits permits;
  private final long end;
  private final Promise<Response> promise = Promise.promise();
  private final PartStream parts = new PartStream();
  private final Map<Flight, Errand<Outcome>> flights = new LinkedHashMap<>();
  private final List<Series> waiting = new ArrayList<>();
  private final Set<Step> unbegun = new LinkedHashSet<>();
  private final Set<String> settled = new HashSet<>();
  private int calls;
  private int told;
  private long bytes;
  private boolean over;
  private boolean going;
  private boolean again;

  /**
   * @param senders one for each step
   * @param workers for the answer
   * @param end when the calls must have ended, on the wheel's clock
   */
  Run(Plan plan, List<Sender> senders, Workers workers, Known known, Reply reply, long end) {
    this.plan = plan;
    this.senders = senders;
    this.workers = workers;
    this.exchange = known.exchange();
    this.known = known;
    this.reply = reply;
    this.account = new Account(plan, reply);
    this.permits = new Permits(plan.config().concurrency());
    this.end = end;
    this.unbegun.addAll(plan.steps());
  }

  /** Begins; the answer comes when there is something to tell, so that a refusal is still one. */
  Future<Response> start() {
    exchange.onEnd(
        failure -> {
          stop(failure == null ? OVER : failure);
          promise.tryFail(OVER);
        });
    go();
    return promise.future();
  }

  // What begins

  /** Begins all that may; whatever ends meanwhile is seen to in the same turn. */
  private void go() {
    again = true;
    if (going) {
      return;
    }
    going = true;
    while (again && !over) {
      again = false;
      begin();
      launch();
    }
    going = false;
    if (!over && settled.size() == plan.steps().size()) {
      finish();
    }
  }

  private void begin() {
    for (Step step : List.copyOf(unbegun)) {
      if (over || !settled.containsAll(step.needs())) {
        continue;
      }
      unbegun.remove(step);
      try {
        if (step.when().isPresent() && !step.when().get().of(known)) {
          settle(step, Outcome.SKIPPED.value());
        } else {
          open(step);
        }
      } catch (ExpressionFailed missing) {
        Series none = new Series(step, null, 1);
        none.launch();
        land(none, 0, Outcome.failed(account.missing(step, missing)));
      } catch (Failure refused) {
        Series none = new Series(step, null, 1);
        none.launch();
        land(none, 0, Outcome.failed(refused));
      }
    }
  }

  private void open(Step step) throws ExpressionFailed {
    if (step.list().isEmpty()) {
      told += tells(step) ? 1 : 0;
      waiting.add(new Series(step, null, 1));
      return;
    }
    if (!(step.list().get().of(known) instanceof List<?> items)) {
      throw Failure.of(
          Account.blame(step), "What it is to be made for each item of is not a list.");
    }
    int most = step.each().max();
    if (items.size() > most) {
      throw Failure.of(
          Account.blame(step),
          "Its list has " + items.size() + " items; at most " + most + " are allowed.");
    }
    if (items.isEmpty()) {
      settle(step, List.of());
    } else {
      int atOnce = step.each().concurrency().orElse(plan.config().concurrency());
      told += tells(step) ? items.size() : 0;
      waiting.add(new Series(step, items, atOnce));
    }
  }

  /** One of each series in turn, while there are permits. */
  private void launch() {
    boolean progress = true;
    while (progress && !over) {
      progress = false;
      for (Series series : List.copyOf(waiting)) {
        Permits.Permit permit = over || !series.ready(tells(series.step())) ? null : permits.take();
        if (permit != null) {
          launch(new Flight(series, series.launch(), permit));
          progress = true;
        }
      }
    }
  }

  private void launch(Flight flight) {
    Errand<Outcome> errand = errand(flight);
    flights.put(flight, errand);
    errand
        .answer()
        .onComplete(
            done -> {
              flight.permit.release();
              if (flights.remove(flight) != null) {
                land(
                    flight.series,
                    flight.number,
                    done.succeeded() ? done.result() : Outcome.failed(Failure.from(done.cause())));
                go();
              }
            });
  }

  private Errand<Outcome> errand(Flight flight) {
    Step step = flight.series.step();
    long left = end - exchange.wheel().now();
    long nanos = Math.min(left, step.config().timeout().map(Duration::toNanos).orElse(left));
    try {
      if (++calls > plan.config().maxCalls()) {
        throw Failure.of(
            Reason.RATE_LIMITED,
            "One request may make "
                + plan.config().maxCalls()
                + " calls, and this one would be"
                + " more.");
      }
      if (nanos <= 0) {
        throw Failure.of(Reason.DEADLINE, "There was no time left for it.");
      }
      return senders
          .get(step.number())
          .send(flight.series.known(known, flight.number), Duration.ofNanos(nanos));
    } catch (ExpressionFailed missing) {
      return Errand.done(Future.failedFuture(account.missing(step, missing)));
    } catch (Failure refused) {
      return Errand.done(Future.failedFuture(refused));
    }
  }

  // What ends

  private void land(Series series, int number, Outcome came) {
    Outcome outcome = judged(series, number, weighed(series, came));
    Buffer line = null;
    if (!over && tells(series.step())) {
      try {
        line = account.line(series, series.known(known, number), number, outcome);
      } catch (ExpressionFailed | Failure broken) {
        Failure why =
            Failure.of(Reason.PROTOCOL, "Its line of the answer cannot be made.")
                .note(String.valueOf(broken.getMessage()));
        outcome = judged(series, number, Outcome.failed(why));
        line = over ? null : account.problem();
      }
    }
    if (over) {
      return;
    }
    series.land(
        number, plan.keeps(series.step(), reply.streams()) ? outcome : outcome.emptied(), line);
    tell(series);
    if (plan.config().policy() == AggregateConfig.Policy.FIRST && outcome.ok()) {
      won(series, number, outcome);
    } else if (series.done()) {
      waiting.remove(series);
      settle(
          series.step(),
          plan.keeps(series.step(), reply.streams()) ? series.value() : JsonValues.NULL);
    }
  }

  /** All that is kept has a bound. */
  private Outcome weighed(Series series, Outcome outcome) {
    if (!outcome.ok() || !plan.keeps(series.step(), reply.streams())) {
      return outcome;
    }
    bytes += outcome.bytes();
    long most = plan.config().totalBytes().bytes();
    return bytes <= most
        ? outcome
        : Outcome.failed(
            Failure.of(
                Reason.MESSAGE_TOO_LARGE,
                "All answers together have more than " + most + " bytes."));
  }

  /** A failure ends all, or is noted, or is made up for. */
  private Outcome judged(Series series, int number, Outcome outcome) {
    Failure why = outcome.failure();
    if (why == null) {
      return outcome;
    }
    Step step = series.step();
    int index = series.index(number);
    account.failed(step);
    exchange.tried(
        step.name()
            + (index < 0 ? "" : "[" + index + "]")
            + " "
            + (outcome.status() > 0 ? Integer.toString(outcome.status()) : why.reason().name()));
    if (step.required()) {
      fail(Account.whole(step, index, why));
      return outcome;
    }
    account.noted(outcome.problem(step.name(), index, why));
    return step.fallback()
        .map(fallback -> outcome.withBody(Account.fallback(fallback, series.known(known, number))))
        .orElse(outcome);
  }

  private void settle(Step step, Object value) {
    if (over) {
      return;
    }
    known.learn(step.name(), value);
    settled.add(step.name());
    again = true;
  }

  // What the client is told

  /** Whether a call has a line in this answer. */
  private boolean tells(Step step) {
    return reply.streams() && step.says();
  }

  private void tell(Series series) {
    for (int next = series.next(); next >= 0; next = series.next()) {
      Buffer line = series.line(next);
      if (line == null) {
        series.take();
        continue;
      }
      open();
      parts.add(
          line,
          () -> {
            series.take();
            go();
          });
    }
  }

  /** The head of a streamed answer leaves with the first of it. */
  private void open() {
    if (reply.streams() && !promise.future().isComplete()) {
      try {
        MultiMap headers = account.headers(known);
        if (unbegun.isEmpty()) {
          headers.set("drover-parts", Integer.toString(told));
        }
        promise.complete(reply.begin(account.status(known), headers, parts));
      } catch (ExpressionFailed | Failure missing) {
        fail(Account.unanswerable(missing));
      }
    }
  }

  /** The first that has succeeded is the answer. */
  private void won(Series series, int number, Outcome outcome) {
    Map<String, Object> first = new LinkedHashMap<>(outcome.value());
    first.put("call", series.step().name());
    first.put("index", (long) series.index(number));
    known.learn(series.step().name(), outcome.value());
    answer(known.with("first", first), outcome.body());
  }

  private void finish() {
    if (plan.config().policy() == AggregateConfig.Policy.FIRST) {
      fail(account.none());
    } else {
      answer(known, null);
    }
  }

  /**
   * @param first the content where nothing is said of it; null for the bodies of all
   */
  private void answer(Known all, @Nullable Object first) {
    if (reply.streams()) {
      open();
      over = true;
      stop(OVER);
      parts.end();
      return;
    }
    over = true;
    stop(OVER);
    workers
        .make(exchange, bytes, Exchange.NEVER, () -> account.answer(all, first))
        .onComplete(promise::handle);
  }

  // The end

  private void fail(Failure why) {
    if (over) {
      return;
    }
    over = true;
    stop(why);
    if (!promise.tryFail(why)) {
      parts.fail(why);
    }
  }

  /** Nobody waits for what is under way any more. */
  private void stop(Failure why) {
    over = true;
    waiting.clear();
    Map<Flight, Errand<Outcome>> left = new LinkedHashMap<>(flights);
    flights.clear();
    left.forEach(
        (flight, errand) -> {
          flight.permit.release();
          errand.stop().accept(why);
        });
  }
}
