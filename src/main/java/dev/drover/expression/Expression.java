package dev.drover.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A compiled expression. Immutable, for all threads; its evaluation does not block, and its cost is
 * bounded as {@link Variables} says.
 *
 * @param <S> what its variables are taken from
 * @param <T> what it gives
 */
public final class Expression<S, T> {
  private final Program program;
  private final Variables<S> variables;
  private final Class<T> type;
  private final String text;
  private final Set<String> names;

  private Expression(
      Program program, Variables<S> variables, Class<T> type, String text, Set<String> names) {
    this.program = program;
    this.variables = variables;
    this.type = type;
    this.text = text;
    this.names = names;
  }

  /**
   * One that is true or false.
   *
   * @throws InvalidExpression when it is not, or is none
   */
  public static <S> Expression<S, Boolean> condition(String text, Variables<S> variables) {
    return compile(text, variables, Kind.FLAG, Boolean.class);
  }

  /**
   * One that gives a whole number.
   *
   * @throws InvalidExpression when it does not, or is none
   */
  public static <S> Expression<S, Long> number(String text, Variables<S> variables) {
    return compile(text, variables, Kind.NUMBER, Long.class);
  }

  /**
   * One that gives a string.
   *
   * @throws InvalidExpression when it does not, or is none
   */
  public static <S> Expression<S, String> text(String text, Variables<S> variables) {
    return compile(text, variables, Kind.TEXT, String.class);
  }

  /**
   * One that gives any value: null, Boolean, Long, Double, String, a List or a Map of such.
   *
   * @throws InvalidExpression when it is none
   */
  public static <S> Expression<S, Object> any(String text, Variables<S> variables) {
    return compile(text, variables, Kind.ANY, Object.class);
  }

  private static <S, T> Expression<S, T> compile(
      String text, Variables<S> variables, Kind kind, Class<T> type) {
    try {
      CelAbstractSyntaxTree tree = checked(variables.compiler().compile(text));
      checked(variables.validator().validate(tree));
      CelType result = tree.getResultType();
      if (kind != Kind.ANY && result != SimpleType.DYN && !result.equals(kind.type())) {
        throw new InvalidExpression(
            "expected an expression that gives "
                + kind.words()
                + ", found one of type "
                + result.name());
      }
      Set<String> names =
          tree.getReferenceMap().values().stream()
              .map(CelReference::name)
              .filter(variables::has)
              .collect(Collectors.toUnmodifiableSet());
      return new Expression<>(
          variables.runtime().createProgram(tree), variables, type, text, names);
    } catch (CelEvaluationException | CelValidationException unexpected) {
      throw new InvalidExpression("the expression cannot be used: " + unexpected.getMessage());
    }
  }

  private static CelAbstractSyntaxTree checked(CelValidationResult result)
      throws CelValidationException {
    if (result.hasError()) {
      CelIssue first = result.getErrors().get(0);
      String said = first.getMessage().replaceAll("\\s+", " ").replace(" (in container '')", "");
      throw new InvalidExpression(
          "the expression is wrong at line "
              + Math.max(1, first.getSourceLocation().getLine())
              + ", column "
              + (first.getSourceLocation().getColumn() + 1)
              + ": "
              + said);
    }
    return result.getAst();
  }

  /**
   * Its value.
   *
   * @throws ExpressionFailed when there is none, or one of another kind than was asked for
   */
  public T of(S subject) throws ExpressionFailed {
    Object value;
    try {
      value = program.eval(name -> variables.value(name, subject));
    } catch (CelEvaluationException failed) {
      throw new ExpressionFailed(failed.getErrorCode() + " in " + text);
    }
    if (!type.isInstance(value)) {
      throw new ExpressionFailed("A value of another type in " + text);
    }
    return type.cast(value);
  }

  /** Which of its variables it mentions. */
  public Set<String> names() {
    return names;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
