package dev.drover.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression of JSONata (docs.jsonata.org), which makes other JSON of JSON. Immutable,
 * for all threads: evaluations share the tree of the expression and change nothing in it.
 */
public final class Transformation {
  /** The most characters that the text of one may have. */
  public static final int MOST_CHARACTERS = 65_536;

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final int REHEARSED_STEPS = 100;
  private static final Pattern NAME = Pattern.compile("\\$([A-Za-z_]\\w*)");
  private static final Pattern CODE = Pattern.compile("[A-Z]\\d{4}");

  /**
   * What an evaluation may take.
   *
   * @param depth how many steps of the expression may be within one another; a call of a function
   *     is some
   * @param bytes how long the result may be
   * @param wanted called before each step; throws when the result is not wanted any more, and does
   *     so again when it is called again
   */
  public record Bounds(int depth, long bytes, Runnable wanted) {}

  private final Jsonata compiled;
  private final Set<String> names;

  private Transformation(Jsonata compiled, Set<String> names) {
    this.compiled = compiled;
    this.names = names;
  }

  /**
   * The one of that text.
   *
   * @throws InvalidExpression when it is none
   */
  public static Transformation of(String text) {
    try {
      Transformation made =
          new Transformation(
              Jsonata.jsonata(text),
              NAME.matcher(text)
                  .results()
                  .map(found -> found.group(1))
                  .collect(Collectors.toUnmodifiableSet()));
      made.rehearse();
      return made;
    } catch (JException wrong) {
      throw new InvalidExpression(
          "the expression is wrong" + place(text, wrong.getLocation()) + ": " + message(wrong));
    } catch (RuntimeException | StackOverflowError wrong) {
      throw new InvalidExpression("the expression cannot be read: " + wrong);
    }
  }

  /** Once for nothing, so that nobody who waits for a result waits for classes to be loaded. */
  private void rehearse() {
    AtomicInteger steps = new AtomicInteger();
    Runnable wanted =
        () -> {
          if (steps.incrementAndGet() > REHEARSED_STEPS) {
            throw new CancellationException("It is only a rehearsal.");
          }
        };
    try {
      of(NULL, Map.of(), new Bounds(REHEARSED_STEPS, REHEARSED_STEPS, wanted));
    } catch (IOException | ExpressionFailed | CancellationException nothingComesOfIt) {
      // as it may be where there is nothing
    }
  }

  private static String place(String text, int location) {
    if (location < 0 || location > text.length()) {
      return "";
    }
    String before = text.substring(0, location);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    return " at line " + line + ", column " + (location - before.lastIndexOf('\n'));
  }

  private static String message(JException wrong) {
    return String.valueOf(wrong.getMessage()).replaceAll("\\s+", " ");
  }

  /** Whether it may mention the variable of that name; {@code request} for {@code $request}. */
  public boolean mentions(String variable) {
    return names.contains(variable);
  }

  /**
   * What it makes of a document. Where it finds nothing that is {@code null}.
   *
   * @param variables JSON values by name, beside the document; the evaluation's own
   * @throws IOException when the document is no JSON
   * @throws ExpressionFailed when there is no result for it, or a bound is passed
   */
  public byte[] of(byte[] document, Map<String, Object> variables, Bounds bounds)
      throws IOException, ExpressionFailed {
    Object input = PlainJson.read(document, bounds.wanted());
    Jsonata.Frame frame = compiled.createFrame();
    variables.forEach((name, value) -> frame.bind(name, value));
    clock(frame);
    Steps steps = new Steps(bounds);
    frame.setEvaluateEntryCallback((step, value, around) -> steps.enter());
    frame.setEvaluateExitCallback((step, value, around, result) -> steps.leave());
    try {
      return PlainJson.write(compiled.evaluate(input, frame), bounds.bytes(), bounds.wanted());
    } catch (RuntimeException | StackOverflowError failed) {
      bounds.wanted().run();
      throw new ExpressionFailed(steps.beyond() ? steps.problem() : problem(failed));
    }
  }

  /** The library's own clock stands where another expression was evaluated on the same thread. */
  private void clock(Jsonata.Frame frame) {
    if (!names.contains("now") && !names.contains("millis")) {
      return;
    }
    long millis = System.currentTimeMillis();
    frame.bind("millis", new Jsonata.JFunction((input, none) -> millis, "<:n>"));
    frame.bind(
        "now",
        new Jsonata.JFunction(
            (input, how) -> Functions.dateTimeFromMillis(millis, text(how, 0), text(how, 1)),
            "<s?s?:s>"));
  }

  private static @Nullable String text(List<?> arguments, int at) {
    return at < arguments.size() && arguments.get(at) instanceof String text ? text : null;
  }

  /** What it is, without the values that are in it. */
  private static String problem(Throwable failed) {
    Throwable cause = failed.getCause() == null ? failed : failed.getCause();
    if (cause instanceof StackOverflowError) {
      return "Its functions are too deep within one another";
    }
    if (!(failed instanceof JException known)) {
      return cause.getClass().getSimpleName();
    }
    String code = String.valueOf(known.getError());
    Matcher matcher = CODE.matcher(code);
    return matcher.matches()
        ? JException.msg(code, 0, "…", "…") + " (" + code + ")"
        : "The expression has failed";
  }

  /** The steps of one evaluation that are within one another. */
  private static final class Steps {
    private final Bounds bounds;
    private int depth;

    Steps(Bounds bounds) {
      this.bounds = bounds;
    }

    void enter() {
      bounds.wanted().run();
      if (++depth > bounds.depth()) {
        throw new JException(problem());
      }
    }

    void leave() {
      depth--;
    }

    boolean beyond() {
      return depth > bounds.depth();
    }

    String problem() {
      return "More than " + bounds.depth() + " steps are within one another";
    }
  }
}
