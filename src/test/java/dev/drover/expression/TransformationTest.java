package dev.drover.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformationTest {
  private static final Runnable ALWAYS = () -> {};

  private static Transformation.Bounds bounds(int depth, long bytes) {
    return new Transformation.Bounds(depth, bytes, ALWAYS);
  }

  private static String made(String expression, String document)
      throws IOException, ExpressionFailed {
    return made(Transformation.of(expression), document, Map.of(), bounds(500, 1 << 20));
  }

  private static String made(
      Transformation transformation,
      String document,
      Map<String, Object> variables,
      Transformation.Bounds bounds)
      throws IOException, ExpressionFailed {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    return new String(transformation.of(bytes, variables, bounds), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.b                         | {\"a\":{\"b\":1}}          | 1",
        "people.name                 | {\"people\":[{\"name\":\"Ada\"},{\"name\":\"Lin\"}]}"
            + " | [\"Ada\",\"Lin\"]",
        "people.name                 | {\"people\":[{\"name\":\"Ada\"}]} | \"Ada\"",
        "[people.name]               | {\"people\":[{\"name\":\"Ada\"}]} | [\"Ada\"]",
        "nothing                     | {\"a\":1}                | null",
        "[nothing]                   | {\"a\":1}                | []",
        "a                           | {\"a\":null}             | null",
        "{\"x\": a}                  | {\"a\":null}             | {\"x\":null}",
        "$                           | {\"a\":[1,2.5,true,null,\"ü\"]} | {\"a\":[1,2.5,true,null,\"ü\"]}",
        "id                          | {\"id\":9007199254740993} | 9007199254740993",
        "price * 2                   | {\"price\":1.5}          | 3",
        "$sum(orders.(price * n))    | {\"orders\":[{\"price\":2,\"n\":3},{\"price\":1,\"n\":1}]} | 7",
        "[1..3]                      | {}                       | [1,2,3]",
        "$                           | [[1],2]                  | [[1],2]",
      })
  void makesOtherJson(String expression, String document, String result) throws Exception {
    assertThat(made(expression.strip(), document)).isEqualTo(result);
  }

  @Test
  void takesAway() throws Exception {
    assertThat(
            made(
                "$ ~> |account|{}, ['secret']|", "{\"account\":{\"secret\":1,\"n\":2},\"a\":null}"))
        .isEqualTo("{\"account\":{\"n\":2},\"a\":null}");
  }

  @ParameterizedTest
  @CsvSource({
    "'a.', 'the expression is wrong at line 1, column'",
    "'a[', 'the expression is wrong at line 1, column'",
    "'a +\n  )', 'the expression is wrong at line 2, column'",
    "'$match(a, /[/)', 'the expression'",
  })
  void whatIsNoExpressionIsToldWithItsPlace(String text, String problem) {
    assertThatThrownBy(() -> Transformation.of(text))
        .isInstanceOf(InvalidExpression.class)
        .hasMessageStartingWith(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "{} {}", "", "\"\\x\"", "{'a':1}"})
  void whatIsNoJsonIsTold(String document) {
    assertThatThrownBy(() -> made("a", document)).isInstanceOf(IOException.class);
  }

  @Test
  void whatFailsSaysWhyWithoutTheValues() {
    assertThatThrownBy(() -> made("secret + 1", "{\"secret\":\"hunter2\"}"))
        .isInstanceOf(ExpressionFailed.class)
        .hasMessageContaining("(T2001)")
        .hasMessageNotContainingAny("hunter2");
    assertThatThrownBy(() -> made("$error(secret)", "{\"secret\":\"hunter2\"}"))
        .isInstanceOf(ExpressionFailed.class)
        .hasMessageNotContainingAny("hunter2");
    assertThatThrownBy(() -> made("function($x) { $x }", "{}"))
        .isInstanceOf(ExpressionFailed.class)
        .hasMessageContaining("a function");
    assertThatThrownBy(() -> made("{\"f\": $sum}", "{}")).isInstanceOf(ExpressionFailed.class);
  }

  @Test
  void stepsAreWithinOneAnotherOnlySoDeep() throws Exception {
    Transformation deep =
        Transformation.of("($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(n))");
    assertThat(made(deep, "{\"n\":10}", Map.of(), bounds(500, 100))).isEqualTo("10");
    assertThatThrownBy(() -> made(deep, "{\"n\":1000}", Map.of(), bounds(500, 100)))
        .isInstanceOf(ExpressionFailed.class)
        .hasMessage("More than 500 steps are within one another");
    assertThatThrownBy(() -> made(deep, "{\"n\":100000}", Map.of(), bounds(1000, 100)))
        .isInstanceOf(ExpressionFailed.class)
        .hasMessage("More than 1000 steps are within one another");
    assertThatThrownBy(
            () ->
                made(
                    "($f := function($x, $n) { $n = 0 ? $x : $f({'a': $x}, $n - 1) }; $f(1, 50000))",
                    "{}"))
        .isInstanceOf(ExpressionFailed.class);
  }

  @Test
  void theResultIsOnlySoLong() throws Exception {
    Transformation range = Transformation.of("[1..n]");
    assertThat(made(range, "{\"n\":4}", Map.of(), bounds(500, 9))).isEqualTo("[1,2,3,4]");
    assertThatThrownBy(() -> made(range, "{\"n\":5}", Map.of(), bounds(500, 9)))
        .isInstanceOf(ExpressionFailed.class)
        .hasMessage("It gives more than 9 bytes");
    assertThatThrownBy(() -> made(range, "{\"n\":9000000}", Map.of(), bounds(500, 1000)))
        .hasMessage("It gives more than 1000 bytes");
  }

  @Test
  void whatIsNotWantedAnyMoreEndsInItsMidst() {
    for (String endless :
        List.of(
            "($f := function($n) { $f($n + 1) }; $f(0))",
            "$map([1..9000000], function($n) { $n * 2 })",
            "$count([1..9000000][$ > 5 and $ < 9])",
            "$eval('($f := function($n) { $f($n + 1) }; $f(0))')")) {
      AtomicInteger steps = new AtomicInteger();
      Runnable wanted =
          () -> {
            if (steps.incrementAndGet() > 10_000) {
              throw new CancellationException("Enough.");
            }
          };
      assertThatThrownBy(
              () ->
                  made(
                      Transformation.of(endless),
                      "{}",
                      Map.of(),
                      new Transformation.Bounds(500, 100, wanted)))
          .describedAs(endless)
          .isInstanceOf(CancellationException.class)
          .hasMessage("Enough.");
      assertThat(steps).hasValueLessThan(10_100);
    }
  }

  @Test
  void knowsTheVariablesThatItIsGiven() throws Exception {
    Transformation greeting = Transformation.of("$request.method & ' ' & $request.headers.\"x-a\"");
    assertThat(greeting.mentions("request")).isTrue();
    assertThat(greeting.mentions("response")).isFalse();
    Map<String, Object> request =
        new LinkedHashMap<>(Map.of("method", "GET", "headers", Map.of("x-a", "b")));
    assertThat(made(greeting, "{}", Map.of("request", request), bounds(500, 100)))
        .isEqualTo("\"GET b\"");
  }

  @Test
  void theClockGoesOnThoughAnotherExpressionWasEvaluatedMeanwhile() throws Exception {
    Transformation clock = Transformation.of("[$millis(), $toMillis($now()), $now('[Y]')]");
    long before = System.currentTimeMillis();
    Transformation.of("1");
    made("a", "{}");
    long[] told = new long[2];
    while (told[0] <= before) {
      String[] parts =
          made(clock, "{}", Map.of(), bounds(500, 100)).replaceAll("[\\[\\]\"]", "").split(",");
      told[0] = Long.parseLong(parts[0]);
      told[1] = Long.parseLong(parts[1]);
      assertThat(parts[2]).hasSize(4);
    }
    assertThat(told[0]).isEqualTo(told[1]).isLessThanOrEqualTo(System.currentTimeMillis());
  }

  @Test
  void oneIsForAllThreads() throws Exception {
    Transformation sorted =
        Transformation.of(
            """
            (
              $double := function($n) { $n * 2 };
              { "of": who, "all": [items^(>n).{ "n": n, "twice": $double(n), "is": $$.who }],
                "sum": $sum($map(items.n, $double)), "text": $join(items.(who & "-" & n), " ") }
            )
            """);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int who = thread;
        all.add(threads.submit(() -> same(sorted, who)));
      }
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean same(Transformation sorted, int who) throws IOException, ExpressionFailed {
    StringBuilder items = new StringBuilder();
    for (int n = 0; n < 20; n++) {
      items.append(n == 0 ? "" : ",").append("{\"n\":").append(n * 10 + who);
      items.append(",\"who\":\"w").append(who).append("\"}");
    }
    String document = "{\"who\":" + who + ",\"items\":[" + items + "]}";
    String first = made(sorted, document, Map.of(), bounds(500, 1 << 20));
    assertThat(first).startsWith("{\"of\":" + who + ",\"all\":[{\"n\":" + (190 + who));
    for (int turn = 0; turn < 300; turn++) {
      if (!made(sorted, document, Map.of(), bounds(500, 1 << 20)).equals(first)) {
        return false;
      }
    }
    return true;
  }
}
