package dev.drover.expression;

import dev.cel.common.CelOptions;
import dev.cel.common.CelVarDecl;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.AstDepthLimitValidator;
import dev.cel.validator.validators.RegexLiteralValidator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names that an expression may use: what each holds, and how its value is found. A value is
 * asked for only when the evaluation comes to it. Immutable, for all threads.
 *
 * <p>What an expression may cost is bounded: 4000 characters, 40 levels, regular expressions of RE2
 * (linear time) with a program of at most 1000 steps, and 1000 turns of {@code all}, {@code
 * exists}, {@code map} and {@code filter} together in one evaluation.
 *
 * @param <S> what the values are taken from, such as an exchange
 */
public final class Variables<S> {
  private static final int MOST_CHARACTERS = 4000;
  private static final int MOST_LEVELS = 40;
  private static final int MOST_TURNS = 1000;
  private static final int MOST_REGEX_STEPS = 1000;

  private static CelOptions options(int turns) {
    return CelOptions.current()
        .maxExpressionCodePointSize(MOST_CHARACTERS)
        .maxParseRecursionDepth(MOST_LEVELS)
        .comprehensionMaxIterations(turns)
        .maxRegexProgramSize(MOST_REGEX_STEPS)
        .enableHeterogeneousNumericComparisons(true)
        .build();
  }

  /** One of them. */
  private record Variable<S>(Kind kind, Function<S, @Nullable Object> value) {}

  /** Collects them. */
  public static final class Builder<S> {
    private final Map<String, Variable<S>> all = new LinkedHashMap<>();
    private int turns = MOST_TURNS;

    /**
     * Adds one.
     *
     * @param name an identifier, or several with dots between: {@code request.method}
     * @param value gives a value of that kind; null for a name that has none this time
     */
    public Builder<S> with(String name, Kind kind, Function<S, @Nullable Object> value) {
      all.put(name, new Variable<>(kind, value));
      return this;
    }

    /** Adds all of others, whose values are taken from a part of this one's subject. */
    public <T> Builder<S> withAll(Variables<T> others, Function<S, T> part) {
      others.all.forEach(
          (name, variable) ->
              all.put(
                  name,
                  new Variable<>(
                      variable.kind, subject -> variable.value.apply(part.apply(subject)))));
      return this;
    }

    /** Lets an evaluation have more turns of {@code map} and the like than 1000, or fewer. */
    public Builder<S> turns(int most) {
      turns = most;
      return this;
    }

    public Variables<S> build() {
      return new Variables<>(all, options(turns));
    }
  }

  private final Map<String, Variable<S>> all;
  private final Map<String, Map<String, Variable<S>>> roots = new LinkedHashMap<>();
  private final CelCompiler compiler;
  private final CelRuntime runtime;
  private final CelValidator validator;

  private Variables(Map<String, Variable<S>> all, CelOptions options) {
    this.all = Map.copyOf(all);
    all.forEach(
        (name, variable) -> {
          String[] parts = name.split("\\.", 2);
          roots
              .computeIfAbsent(parts[0], first -> new LinkedHashMap<>())
              .put(parts.length == 1 ? "" : parts[1], variable);
        });
    this.compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(options)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVarDeclarations(declarations(all))
            .build();
    this.runtime = CelRuntimeFactory.plannerRuntimeBuilder().setOptions(options).build();
    this.validator =
        CelValidatorFactory.standardCelValidatorBuilder(compiler, runtime)
            .addAstValidators(RegexLiteralValidator.INSTANCE, AstDepthLimitValidator.DEFAULT)
            .build();
  }

  /** None yet. */
  public static <S> Builder<S> builder() {
    return new Builder<>();
  }

  private static <S> Collection<CelVarDecl> declarations(Map<String, Variable<S>> all) {
    return all.entrySet().stream()
        .map(each -> CelVarDecl.newVarDeclaration(each.getKey(), each.getValue().kind().type()))
        .toList();
  }

  /**
   * The values as a tree, for a language whose names have no dots: {@code {"request": {"method":
   * ..}}}. It is a copy of its own, of maps, lists and what is in them.
   *
   * @param wanted asked for the first part of a name
   */
  public Map<String, Object> tree(S subject, Predicate<String> wanted) {
    Map<String, Object> tree = new LinkedHashMap<>();
    roots.forEach(
        (first, variables) -> {
          if (!wanted.test(first)) {
            return;
          }
          Map<String, Object> members = new LinkedHashMap<>();
          variables.forEach(
              (rest, variable) -> {
                Object value = copy(variable.value().apply(subject));
                if (value != null) {
                  (rest.isEmpty() ? tree : members).put(rest.isEmpty() ? first : rest, value);
                }
              });
          if (!members.isEmpty()) {
            tree.put(first, members);
          }
        });
    return tree;
  }

  private static @Nullable Object copy(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> members = new LinkedHashMap<>();
      map.forEach((name, member) -> members.put(name, copy(member)));
      return members;
    }
    if (value instanceof Collection<?> items) {
      List<@Nullable Object> list = new ArrayList<>(items.size());
      items.forEach(item -> list.add(copy(item)));
      return list;
    }
    return value;
  }

  CelCompiler compiler() {
    return compiler;
  }

  CelRuntime runtime() {
    return runtime;
  }

  CelValidator validator() {
    return validator;
  }

  /** Whether there is one of that name. */
  boolean has(String name) {
    return all.containsKey(name);
  }

  /** The value of a name; empty when it is none of these, such as the variable of a loop. */
  Optional<Object> value(String name, S subject) {
    Variable<S> variable = all.get(name);
    return variable == null
        ? Optional.empty()
        : Optional.ofNullable(variable.value().apply(subject));
  }
}
