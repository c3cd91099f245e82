package dev.drover.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.exchange.PathVariables;
import dev.drover.testing.TestExchanges;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final Variables<Exchange> REQUEST = RequestVariables.ALL;

  private static Exchange exchange() {
    Exchange exchange =
        TestExchanges.get("/orders/7?full=1", "X-Tenant", "acme", "x-two", "a", "x-two", "b");
    exchange.put(
        PathVariables.KEY, new PathVariables("/orders/7", List.of("id"), new int[] {8, 9}));
    exchange.put(
        Identity.KEY,
        new Identity(
            "jwt",
            "ada",
            "https://issuer.example",
            Set.of("admin"),
            Map.of(
                "level",
                3,
                "tenant",
                "acme",
                "teams",
                List.of("a", "b"),
                "deep",
                Map.of("n", 1.5))));
    return exchange;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.method == 'GET'",
        "request.path == '/orders/7' && request.query == 'full=1'",
        "request.host == 'api.example.com'",
        "request.scheme == 'https' && request.client == '192.0.2.1'",
        "request.headers['x-tenant'] == 'acme'",
        "request.headers['x-two'] == 'a, b'",
        "!('X-Tenant' in request.headers) && !has(request.headers.absent)",
        "request.headers.exists(name, name == 'x-tenant')",
        "path.id == '7'",
        "identity.scheme == 'jwt' && identity.subject == 'ada'",
        "identity.issuer.startsWith('https://')",
        "'admin' in identity.roles",
        "identity.claims.level + 1 == 4 && identity.claims.level < 3.5",
        "identity.claims.teams.exists(team, team == 'b')",
        "identity.claims.deep.n == 1.5",
        "identity.claims.tenant == request.headers['x-tenant']",
        "request.path.matches('^/orders/[0-9]+$')",
        "grpc.service == '' && grpc.method == ''"
      })
  void itKnowsTheRequestAndWhoSendsIt(String text) throws Exception {
    assertThat(Expression.condition(text, REQUEST).of(exchange())).isTrue();
  }

  @Test
  void aCallHasAServiceAndAMethod() throws Exception {
    Expression<Exchange, String> both =
        Expression.text("grpc.service + ' ' + grpc.method", REQUEST);

    assertThat(both.of(TestExchanges.call("/shop.v1.Orders/Get"))).isEqualTo("shop.v1.Orders Get");
    assertThat(both.of(TestExchanges.call("/shop.v1.Orders/Get/More"))).isEqualTo(" ");
    assertThat(both.of(TestExchanges.get("/shop.v1.Orders/Get"))).isEqualTo(" ");
  }

  @Test
  void nobodyIsEmpty() throws Exception {
    Expression<Exchange, Boolean> nobody =
        Expression.condition(
            "identity.subject == '' && size(identity.roles) == 0 && size(identity.claims) == 0",
            REQUEST);

    assertThat(nobody.of(TestExchanges.get("/"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "requst.method == 'GET'       | line 1, column 1: undeclared reference to 'requst'",
        "request.method ==            | line 1, column 18: mismatched input",
        "1 + 'a' == ''                | line 1, column 3: found no matching overload for '_+_'",
        "request.path.matches('(')    | line 1, column 22: Regex validation failed",
        "request.path                 | gives true or false, found one of type string",
        "request.nothing == 'a'       | line 1, column 1: undeclared reference"
      })
  void aWrongOneIsToldWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> Expression.condition(text, REQUEST))
        .isInstanceOf(InvalidExpression.class)
        .hasMessageContaining(message);
  }

  @Test
  void theLineIsTold() {
    assertThatThrownBy(() -> Expression.condition("true &&\n  wrong", REQUEST))
        .hasMessageContaining("line 2, column 3");
  }

  @Test
  void aLongOrDeepOneIsRefused() {
    String tooLong = "'" + "x".repeat(5000) + "' == ''";
    String tooDeep = "(".repeat(100) + "true" + ")".repeat(100);

    assertThatThrownBy(() -> Expression.condition(tooLong, REQUEST))
        .isInstanceOf(InvalidExpression.class);
    assertThatThrownBy(() -> Expression.condition(tooDeep, REQUEST))
        .isInstanceOf(InvalidExpression.class);
  }

  @Test
  void loopsWithinLoopsEndEarly() {
    Variables<List<String>> variables =
        Variables.<List<String>>builder().with("all", Kind.TEXTS, list -> list).build();
    Expression<List<String>, Boolean> cubic =
        Expression.condition("all.all(x, all.all(y, all.all(z, true)))", variables);

    assertThatThrownBy(() -> cubic.of(Collections.nCopies(100, "a")))
        .isInstanceOf(ExpressionFailed.class)
        .hasMessageContaining("ITERATION_BUDGET_EXCEEDED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"path.none == ''", "1 / (size(path) - 1) == 0", "identity.claims.teams"})
  void whatHasNoValueFails(String text) {
    Expression<Exchange, Boolean> expression = Expression.condition(text, REQUEST);

    assertThatThrownBy(() -> expression.of(exchange())).isInstanceOf(ExpressionFailed.class);
  }

  @Test
  void valuesAreOfJava() throws Exception {
    assertThat(Expression.number("size(identity.claims.teams) * 5", REQUEST).of(exchange()))
        .isEqualTo(10L);
    assertThat(Expression.any("{'a': [1, 2.5, null, 'x']}", REQUEST).of(exchange()).toString())
        .contains("a", "1", "2.5", "x");
  }

  /** Whatever stands in a configuration, it is compiled or refused by one kind of exception. */
  @Test
  void noTextBreaksTheCompiler() {
    Random random = new Random(7);
    String[] words = {
      "request.path",
      "identity.claims",
      "==",
      "+",
      "'a'",
      "(",
      ")",
      "[",
      "]",
      ".",
      "?",
      ":",
      "1",
      "in",
      "has(",
      "map(",
      "x",
      ",",
      "{",
      "}",
      "\"",
      "\\",
      "\u0000",
      "é",
      "&&",
      "!",
      "-",
      "1e999"
    };
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(words[random.nextInt(words.length)]);
      }
      try {
        Expression<Exchange, Object> expression = Expression.any(text.toString(), REQUEST);
        assertThat(expression.toString()).isEqualTo(text.toString());
        expression.of(exchange());
      } catch (InvalidExpression | ExpressionFailed expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }
}
