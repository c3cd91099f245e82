package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.NearestName;
import dev.drover.config.Problem;
import dev.drover.expression.Expression;
import dev.drover.expression.Variables;
import dev.drover.schema.Schemas;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A configuration, compiled: calls that wait for those that they mention. Immutable, for all
 * threads.
 *
 * @param answer absent for the bodies of all calls by their names
 * @param status absent for 200
 * @param mentioned the variables that calls mention, among them calls
 * @param answered the variables that the answer mentions
 */
record Plan(
    AggregateConfig config,
    List<Step> steps,
    Optional<Template> answer,
    Optional<Template> status,
    Map<String, Template> headers,
    Set<String> mentioned,
    Set<String> answered) {

  /** Words of CEL that cannot be names (cel-spec, "Syntax"). */
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  /**
   * Compiles a configuration.
   *
   * @param problems told the JSON pointer below it, and a sentence, of everything that is wrong
   */
  static Plan of(AggregateConfig config, Schemas schemas, BiConsumer<String, String> problems) {
    names(config, problems);
    Variables<Known> variables = Known.variables(config.calls().keySet());
    boolean parts = config.calls().values().stream().anyMatch(call -> call.part().isPresent());
    List<Step> steps = new ArrayList<>();
    Set<String> mentioned = new HashSet<>();
    config
        .calls()
        .forEach(
            (name, call) -> {
              String at = "/calls/" + Problem.segment(name);
              BiConsumer<String, String> below =
                  (pointer, sentence) -> problems.accept(at + pointer, sentence);
              Compiler compiler = new Compiler(variables, below);
              steps.add(step(name, steps.size(), config, !parts, compiler, schemas));
              mentioned.addAll(compiler.names());
            });
    circles(steps, problems);
    Compiler outer = new Compiler(variables, problems);
    Compiler ending =
        config.policy() == AggregateConfig.Policy.FIRST
            ? outer.knowing("errors", "first")
            : outer.knowing("errors");
    return new Plan(
        config,
        List.copyOf(steps),
        answer(config, ending),
        status(config, ending),
        ending.texts("/headers", config.headers()),
        Set.copyOf(mentioned),
        Set.copyOf(ending.names()));
  }

  private static void names(AggregateConfig config, BiConsumer<String, String> problems) {
    config
        .calls()
        .forEach(
            (name, call) -> {
              String at = "/calls/" + Problem.segment(name);
              name(name, at, problems);
              call.foreach()
                  .ifPresent(
                      each -> {
                        name(each.as(), at + "/foreach/as", problems);
                        if (config.calls().containsKey(each.as())) {
                          problems.accept(
                              at + "/foreach/as",
                              "the name \"" + each.as() + "\" is that of a call; take another");
                        }
                      });
            });
  }

  private static void name(String name, String at, BiConsumer<String, String> problems) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      problems.accept(
          at,
          "expected a name of letters, digits and _, such as \"orders\"; found \"" + name + '"');
    } else if (RESERVED.contains(name) || Known.TAKEN.contains(name)) {
      problems.accept(at, "the name \"" + name + "\" means something in expressions; take another");
    }
  }

  private static Step step(
      String name,
      int number,
      AggregateConfig plan,
      boolean says,
      Compiler outer,
      Schemas schemas) {
    CallConfig call = plan.calls().get(name);
    if (call == null) {
      throw new IllegalStateException("There is no call " + name + ".");
    }
    Optional<Expression<Known, Boolean>> when =
        call.when().map(text -> outer.condition("/when", text));
    Optional<Expression<Known, Object>> list =
        call.foreach().map(each -> outer.any("/foreach/in", each.in()));
    Compiler inner = call.foreach().map(each -> outer.knowing(each.as(), "index")).orElse(outer);
    Sender.Form form = Forms.of(call, inner, schemas, plan.maxBytes().bytes());
    Optional<Template> fallback = call.fallback().map(json -> inner.template("/fallback", json));
    Optional<Template> part =
        call.part().map(json -> inner.knowing("result").template("/part", json));
    Set<String> needs = new LinkedHashSet<>();
    outer.names().stream().filter(plan.calls()::containsKey).forEach(needs::add);
    for (int i = 0; i < call.after().size(); i++) {
      String before = call.after().get(i);
      if (plan.calls().containsKey(before)) {
        needs.add(before);
      } else {
        outer
            .problems()
            .accept(
                "/after/" + i,
                "no call is named \""
                    + before
                    + '"'
                    + NearestName.advice(before, plan.calls().keySet()));
      }
    }
    CallConfig.Need need =
        call.need()
            .orElse(
                plan.policy() == AggregateConfig.Policy.ALL
                    ? CallConfig.Need.REQUIRED
                    : CallConfig.Need.OPTIONAL);
    return new Step(
        name,
        number,
        call,
        needs,
        when,
        list,
        need == CallConfig.Need.REQUIRED && fallback.isEmpty(),
        fallback,
        part,
        says || part.isPresent(),
        form);
  }

  /** Tells of the first calls that wait for each other. */
  private static void circles(List<Step> steps, BiConsumer<String, String> problems) {
    Map<String, Step> left = new LinkedHashMap<>();
    steps.forEach(step -> left.put(step.name(), step));
    boolean found = true;
    while (found) {
      found = left.values().removeIf(step -> step.needs().stream().noneMatch(left::containsKey));
    }
    if (left.isEmpty()) {
      return;
    }
    List<String> way = new ArrayList<>();
    String next = left.keySet().iterator().next();
    while (!way.contains(next)) {
      way.add(next);
      Step step = left.get(next);
      next =
          step == null
              ? next
              : step.needs().stream().filter(left::containsKey).findFirst().orElse(next);
    }
    way.add(next);
    List<String> circle = way.subList(way.indexOf(next), way.size());
    problems.accept(
        "/calls/" + Problem.segment(next),
        "these calls wait for each other: " + String.join(" -> ", circle));
  }

  private static Optional<Template> answer(AggregateConfig config, Compiler compiler) {
    config
        .answer()
        .filter(json -> config.policy() == AggregateConfig.Policy.PARTIAL && !json.isObject())
        .ifPresent(
            json ->
                compiler
                    .problems()
                    .accept("/answer", "expected an object, since errors are added to it"));
    return config.answer().map(json -> compiler.template("/answer", json));
  }

  private static Optional<Template> status(AggregateConfig config, Compiler compiler) {
    return config
        .status()
        .map(
            json -> {
              boolean given = json.isTextual() && json.textValue().startsWith("=");
              if (!given && !isStatus(json)) {
                compiler
                    .problems()
                    .accept("/status", "expected a number from 200 to 599, or an expression");
              }
              return compiler.template("/status", json);
            });
  }

  /** Whether that is the status of an answer. */
  static boolean isStatus(JsonNode json) {
    return json.isIntegralNumber() && json.asLong() >= 200 && json.asLong() <= 599;
  }

  /** Whether the content of a request must be read. */
  boolean readsBody() {
    return mentioned.contains(Known.BODY) || answered.contains(Known.BODY);
  }

  /** Whether what a call has brought is still of use when it has been told in a stream. */
  boolean keeps(Step step, boolean streamed) {
    return mentioned.contains(step.name())
        || (!streamed && (answer.isEmpty() || answered.contains(step.name())));
  }
}
