package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.JsonValues;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Errand;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
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
  private final Exchange exchange;
  private final Known known;
  private final Reply reply;
  private final Permits permits;
  private final long end;
  private final Promise<Response> promise = Promise.promise();
  private final PartStream parts = new PartStream();
  private final Map<Flight, Errand<Outcome>> flights = new LinkedHashMap<>();
  private final List<Series> waiting = new ArrayList<>();
  private final Set<Step> unbegun = new LinkedHashSet<>();
  private final Set<String> settled = new HashSet<>();
  private final Set<String> failed = new HashSet<>();
  private final List<ObjectNode> problems = new ArrayList<>();
  private int calls;
  private int told;
  private long bytes;
  private boolean over;
  private boolean going;
  private boolean again;

  /**
   * @param senders one for each step
   * @param end when the calls must have ended, on the wheel's clock
   */
  Run(Plan plan, List<Sender> senders, Known known, Reply reply, long end) {
    this.plan = plan;
    this.senders = senders;
    this.exchange = known.exchange();
    this.known = known;
    this.reply = reply;
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
        land(none, 0, Outcome.failed(missing(step, missing)));
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
      throw Failure.of(blame(step), "What it is to be made for each item of is not a list.");
    }
    int most = step.each().max();
    if (items.size() > most) {
      throw Failure.of(
          blame(step),
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
      return Errand.done(Future.failedFuture(missing(step, missing)));
    } catch (Failure refused) {
      return Errand.done(Future.failedFuture(refused));
    }
  }

  // Whose fault it is

  private static Reason blame(Step step) {
    return step.needs().isEmpty() ? Reason.MALFORMED : Reason.PROTOCOL;
  }

  private Failure missing(Step step, ExpressionFailed missing) {
    String text =
        step.needs().stream()
            .filter(failed::contains)
            .findFirst()
            .map(call -> "It needs what the call \"" + call + "\" brings, which has failed.")
            .orElse(
                step.needs().isEmpty()
                    ? "What it needs is not in the request."
                    : "What it needs is not in the answers of other calls.");
    return Failure.of(blame(step), text).note(String.valueOf(missing.getMessage()));
  }

  // What ends

  private void land(Series series, int number, Outcome came) {
    Outcome outcome = judged(series, number, weighed(series, came));
    Buffer line = null;
    if (!over && tells(series.step())) {
      try {
        line = line(series, number, outcome);
      } catch (ExpressionFailed | Failure broken) {
        Failure why =
            Failure.of(Reason.PROTOCOL, "Its line of the answer cannot be made.")
                .note(String.valueOf(broken.getMessage()));
        outcome = judged(series, number, Outcome.failed(why));
        line = over ? null : reply.problem(problems.get(problems.size() - 1));
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
    failed.add(step.name());
    exchange.tried(
        step.name()
            + (index < 0 ? "" : "[" + index + "]")
            + " "
            + (outcome.status() > 0 ? Integer.toString(outcome.status()) : why.reason().name()));
    if (step.required()) {
      fail(whole(step, index, why));
      return outcome;
    }
    problems.add(outcome.problem(step.name(), index, why));
    return step.fallback()
        .map(fallback -> outcome.withBody(fallback(fallback, series.known(known, number))))
        .orElse(outcome);
  }

  private static Object fallback(Template fallback, Known known) {
    try {
      return JsonValues.of(fallback.of(known.leniently()));
    } catch (ExpressionFailed impossible) {
      return JsonValues.NULL;
    }
  }

  private static Failure whole(Step step, int index, Failure why) {
    String item = index < 0 ? "" : " for item " + index;
    Failure failure =
        Failure.of(
                why.reason(),
                "The call \"" + step.name() + "\" has failed" + item + ". " + why.text())
            .note(step.name() + (why.note().isEmpty() ? "" : ": " + why.note()));
    return why.retryAfter().map(failure::retryAfter).orElse(failure);
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

  private @Nullable Buffer line(Series series, int number, Outcome outcome)
      throws ExpressionFailed {
    Step step = series.step();
    if (outcome.failure() != null && step.fallback().isEmpty()) {
      return reply.problem(problems.get(problems.size() - 1));
    }
    int index = series.index(number);
    if (step.part().isPresent()) {
      Known here = series.known(known, number).with("result", outcome.value());
      return reply.part(step.name(), step.part().get().of(here));
    }
    ObjectNode part = JsonNodeFactory.instance.objectNode().put("call", step.name());
    if (index >= 0) {
      part.put("index", index);
    }
    return reply.part(step.name(), part.set("body", JsonValues.json(outcome.body())));
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
        MultiMap headers = headers(known);
        if (unbegun.isEmpty()) {
          headers.set("drover-parts", Integer.toString(told));
        }
        promise.complete(reply.begin(status(known), headers, parts));
      } catch (ExpressionFailed | Failure missing) {
        fail(unanswerable(missing));
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
      StringBuilder text = new StringBuilder("None of the calls has succeeded.");
      problems.stream()
          .limit(10)
          .forEach(
              problem ->
                  text.append(" ")
                      .append(problem.path("call").asText())
                      .append(": ")
                      .append(problem.path("reason").asText()));
      fail(Failure.of(Reason.CALL_FAILED, text.toString()));
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
    Known last = all.with("errors", JsonValues.of(errors()));
    Known some = problems.isEmpty() ? last : last.leniently();
    try {
      JsonNode content =
          plan.answer().isPresent()
              ? plan.answer().get().of(some)
              : first == null ? bodies() : JsonValues.json(first);
      if (plan.config().policy() == AggregateConfig.Policy.PARTIAL
          && reply.lists()
          && content instanceof ObjectNode object
          && !object.has("errors")) {
        object.set("errors", errors());
      }
      Response response = reply.whole(status(some), headers(some), content);
      over = true;
      stop(OVER);
      promise.tryComplete(response);
    } catch (ExpressionFailed | Failure missing) {
      fail(unanswerable(missing));
    }
  }

  private JsonNode errors() {
    return JsonNodeFactory.instance.arrayNode(problems.size()).addAll(problems);
  }

  private JsonNode bodies() throws ExpressionFailed {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Step step : plan.steps()) {
      Object value = known.result(step.name());
      if (value instanceof List<?> list) {
        var array = object.putArray(step.name());
        for (Object item : list) {
          array.add(JsonValues.json(body(item)));
        }
      } else {
        object.set(step.name(), JsonValues.json(body(value)));
      }
    }
    return object;
  }

  private static @Nullable Object body(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map.get("body") : null;
  }

  private int status(Known all) throws ExpressionFailed {
    if (plan.status().isEmpty()) {
      return 200;
    }
    JsonNode status = plan.status().get().of(all);
    if (!Plan.isStatus(status)) {
      throw Failure.of(Reason.PROTOCOL, "It would have no proper status.");
    }
    return status.intValue();
  }

  private MultiMap headers(Known all) throws ExpressionFailed {
    MultiMap headers = HttpHeaders.headers();
    HttpSender.write(plan.headers(), all, headers);
    return headers;
  }

  private static Failure unanswerable(Exception missing) {
    return Failure.of(
            Reason.PROTOCOL,
            "The answer cannot be put together: something that it needs is missing.")
        .note(String.valueOf(missing.getMessage()));
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
