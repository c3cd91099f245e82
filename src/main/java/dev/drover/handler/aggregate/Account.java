package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.exchange.Response;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.JsonValues;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client is told of the calls of a plan: what failed and why, the lines, the answer. */
final class Account {
  private static final int MOST_NAMED = 10;

  private final Plan plan;
  private final Reply reply;
  private final Set<String> failed = new HashSet<>();
  private final List<ObjectNode> problems = new ArrayList<>();

  Account(Plan plan, Reply reply) {
    this.plan = plan;
    this.reply = reply;
  }

  // What has failed

  void failed(Step step) {
    failed.add(step.name());
  }

  void noted(ObjectNode problem) {
    problems.add(problem);
  }

  /** The line that tells of the last failure that was noted; null where none tells. */
  @Nullable Buffer problem() {
    return reply.problem(problems.get(problems.size() - 1));
  }

  /** Why there is no answer, when the first to succeed was to be it. */
  Failure none() {
    StringBuilder text = new StringBuilder("None of the calls has succeeded.");
    problems.stream()
        .limit(MOST_NAMED)
        .forEach(
            problem ->
                text.append(" ")
                    .append(problem.path("call").asText())
                    .append(": ")
                    .append(problem.path("reason").asText()));
    return Failure.of(Reason.CALL_FAILED, text.toString());
  }

  /** Whose fault it is when what a call is made of is wrong. */
  static Reason blame(Step step) {
    return step.needs().isEmpty() ? Reason.MALFORMED : Reason.PROTOCOL;
  }

  Failure missing(Step step, ExpressionFailed missing) {
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

  static Object fallback(Template fallback, Known known) {
    try {
      return JsonValues.of(fallback.of(known.leniently()));
    } catch (ExpressionFailed impossible) {
      return JsonValues.NULL;
    }
  }

  /** The failure of all, since a call that is needed has failed. */
  static Failure whole(Step step, int index, Failure why) {
    String item = index < 0 ? "" : " for item " + index;
    Failure failure =
        Failure.of(
                why.reason(),
                "The call \"" + step.name() + "\" has failed" + item + ". " + why.text())
            .note(step.name() + (why.note().isEmpty() ? "" : ": " + why.note()));
    return why.retryAfter().map(failure::retryAfter).orElse(failure);
  }

  static Failure unanswerable(Exception missing) {
    return Failure.of(
            Reason.PROTOCOL,
            "The answer cannot be put together: something that it needs is missing.")
        .note(String.valueOf(missing.getMessage()));
  }

  // What is told

  /**
   * The line of a call that has ended.
   *
   * @param here what is known, with the item of the call
   */
  @Nullable Buffer line(Series series, Known here, int number, Outcome outcome)
      throws ExpressionFailed {
    Step step = series.step();
    if (outcome.failure() != null && step.fallback().isEmpty()) {
      return problem();
    }
    int index = series.index(number);
    if (step.part().isPresent()) {
      Known with = here.with("result", outcome.value());
      return reply.part(step.name(), step.part().get().of(with));
    }
    ObjectNode part = JsonNodeFactory.instance.objectNode().put("call", step.name());
    if (index >= 0) {
      part.put("index", index);
    }
    return reply.part(step.name(), part.set("body", JsonValues.json(outcome.body())));
  }

  /**
   * The answer as a whole. May be asked for on any thread when all calls have ended: nobody learns
   * anything from then on.
   *
   * @param first the content where nothing is said of it; null for the bodies of all
   * @throws Failure when there is none
   */
  Response answer(Known all, @Nullable Object first) {
    try {
      return whole(all, first);
    } catch (ExpressionFailed | Failure missing) {
      throw unanswerable(missing);
    }
  }

  private Response whole(Known all, @Nullable Object first) throws ExpressionFailed {
    Known last = all.with("errors", JsonValues.of(errors()));
    Known some = problems.isEmpty() ? last : last.leniently();
    JsonNode content =
        plan.answer().isPresent()
            ? plan.answer().get().of(some)
            : first == null ? bodies(all) : JsonValues.json(first);
    if (plan.config().policy() == AggregateConfig.Policy.PARTIAL
        && reply.lists()
        && content instanceof ObjectNode object
        && !object.has("errors")) {
      object.set("errors", errors());
    }
    return reply.whole(status(some), headers(some), content);
  }

  private JsonNode errors() {
    return JsonNodeFactory.instance.arrayNode(problems.size()).addAll(problems);
  }

  private JsonNode bodies(Known known) throws ExpressionFailed {
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

  int status(Known all) throws ExpressionFailed {
    if (plan.status().isEmpty()) {
      return 200;
    }
    JsonNode status = plan.status().get().of(all);
    if (!Plan.isStatus(status)) {
      throw Failure.of(Reason.PROTOCOL, "It would have no proper status.");
    }
    return status.intValue();
  }

  MultiMap headers(Known all) throws ExpressionFailed {
    MultiMap headers = HttpHeaders.headers();
    HttpSender.write(plan.headers(), all, headers);
    return headers;
  }
}
