package dev.drover.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimFieldsTest {
  private final ClaimFields fields = ClaimFields.of(Map.of("X-User", "sub"));

  @ParameterizedTest
  @ValueSource(strings = {"x-user", "X-USER", "x_user", "X_uSer", "x.user", "x+user"})
  void whatLooksLikeTheNameIsStripped(String name) {
    Exchange exchange = Passing.exchange("/", name, "root", name, "admin", "accept", "a");
    fields.strip(exchange);
    assertThat(exchange.head().headers().names()).containsExactly("accept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-users", "xuser", "x-use", "y-user", "xxuser", "x--user"})
  void otherNamesStay(String name) {
    Exchange exchange = Passing.exchange("/", name, "root");
    fields.strip(exchange);
    assertThat(exchange.head().headers().names()).containsExactly(name);
  }

  @Test
  void aLaterFilterKeepsWhatAnEarlierOneHasWritten() {
    Exchange exchange = Passing.exchange("/", "x_user", "root");
    fields.strip(exchange);
    fields.write(exchange, List.of(new ClaimFields.Field("x-user", "alice")));
    ClaimFields later = ClaimFields.named(List.of("x-user", "x-team"));
    exchange.head().headers().add("x-team", "root");
    later.strip(exchange);
    assertThat(exchange.head().headers().getAll("x-user")).containsExactly("alice");
    assertThat(exchange.head().headers().contains("x-team")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-user", "close, X-User", "x_user"})
  void theConnectionFieldMustNotNameIt(String connection) {
    Exchange exchange = Passing.exchange("/", "connection", connection);
    assertThatThrownBy(() -> fields.strip(exchange))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("must not name");
  }

  @ParameterizedTest
  @CsvSource({
    "alice, alice",
    "'Doe, John', 'Doe, John'",
    "' x', '%20x'",
    "100%, 100%25",
    "Zoë, Zo%C3%AB"
  })
  void textIsVisibleAscii(String claim, String field) {
    assertThat(ClaimFields.text(claim)).isEqualTo(field);
  }

  @Test
  void anItemOfAListCannotBecomeTwo() {
    assertThat(ClaimFields.text(Arrays.asList("a", "b,admin", "c\r\nx: y", 7, null)))
        .isEqualTo("a,b%2Cadmin,c%0D%0Ax: y,7,null");
    assertThat(ClaimFields.text(Map.of("a", 1))).isEqualTo("{\"a\":1}");
  }

  @Test
  void aClaimIsFoundByItsNameOrByItsPath() {
    Map<String, Object> claims =
        Map.of("https://a.b/c", "whole", "a", Map.of("b", Map.of("c", "inner")));
    assertThat(ClaimFields.claim(claims, "https://a.b/c")).isEqualTo("whole");
    assertThat(ClaimFields.claim(claims, "a.b.c")).isEqualTo("inner");
    assertThat(ClaimFields.claim(claims, "a.b.c.d")).isNull();
    assertThat(ClaimFields.claim(claims, "a.x")).isNull();
  }

  @Test
  void namesThatBelongToHttpAreNotTaken() {
    List<String> problems = new ArrayList<>();
    ClaimFields.check(
        "/forward",
        List.of("x-user", "Host", "content-length", "x user", ":path", "a-bin"),
        (pointer, sentence) -> problems.add(sentence));
    assertThat(problems).hasSize(5).noneMatch(sentence -> sentence.contains("\"x-user\""));
  }
}
