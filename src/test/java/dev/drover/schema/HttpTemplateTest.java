package dev.drover.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drover.schema.HttpTemplate.Literal;
import dev.drover.schema.HttpTemplate.One;
import dev.drover.schema.HttpTemplate.Rest;
import dev.drover.schema.HttpTemplate.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTemplateTest {
  @Test
  void readsLiteralsVariablesAndTheVerb() {
    HttpTemplate template = HttpTemplate.parse("/v1/{book.name=shelves/*}/pages/*/{rest=**}:list");

    assertThat(template.segments())
        .containsExactly(
            new Literal("v1"),
            new Literal("shelves"),
            new One(),
            new Literal("pages"),
            new One(),
            new Rest());
    assertThat(template.verb()).isEqualTo("list");
    assertThat(template.variables())
        .containsExactly(new Variable("book.name", 1, 3), new Variable("rest", 5, 6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1",
        "/*",
        "/**",
        "/v1/{name}",
        "/v1/{name=**}:download",
        "/v1/{a.b_c.d2=x/*/y}/z",
        "/v1/things:batch-get",
        "/v1/a:b/c",
        "/t.v1.Echo/GetThing",
        "/caf%C3%A9/a%2Fb%20%2A"
      })
  void writesWhatItRead(String text) {
    assertThat(HttpTemplate.parse(text)).hasToString(text);
  }

  @Test
  void aVariableWithoutPatternIsOneSegment() {
    assertThat(HttpTemplate.parse("/v1/{name=*}")).isEqualTo(HttpTemplate.parse("/v1/{name}"));
  }

  @Test
  void literalsAreDecoded() {
    assertThat(HttpTemplate.parse("/a%20b").segments()).containsExactly(new Literal("a b"));
  }

  @Test
  void theVerbIsWhatStandsBehindTheLastColon() {
    HttpTemplate template = HttpTemplate.parse("/v1/a:b:c");

    assertThat(template.verb()).isEqualTo("c");
    assertThat(template.segments()).containsExactly(new Literal("v1"), new Literal("a:b"));
  }

  @Test
  void withoutVariablesTwoTemplatesForTheSamePathsAreEqual() {
    assertThat(HttpTemplate.parse("/v1/{a=x/*}/{b}:do").anonymous())
        .isEqualTo(HttpTemplate.parse("/v1/x/{c}/*:do").anonymous())
        .isNotEqualTo(HttpTemplate.parse("/v1/x/{c}/*").anonymous())
        .isNotEqualTo(HttpTemplate.parse("/v1/x/{c}/**:do").anonymous());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v1/things           | 1  | a template begins with "/"
          ''                  | 1  | a template begins with "/"
          //v1                | 2  | a segment is empty
          /v1/                | 5  | a segment is empty
          /v1//x              | 5  | a segment is empty
          /v1/{name           | 10 | the variable name has no "}"
          /v1/{name=a/*       | 14 | the variable name has no "}"
          /v1/{}              | 6  | "" is no path of fields
          /v1/{a..b}          | 6  | "a..b" is no path of fields
          /v1/{2a}            | 6  | "2a" is no path of fields
          /v1/{a={b}}         | 8  | a variable cannot hold another one
          /v1/{a=x/{b}}       | 10 | a variable cannot hold another one
          /v1/{a}/x/{a}       | 12 | the variable a is there twice
          /v1/**/x            | 8  | nothing may follow "**"
          /v1/{a=**}/x        | 12 | nothing may follow "**"
          /v1/{a=**/x}        | 11 | nothing may follow "**"
          /v1/**/{a}          | 8  | nothing may follow "**"
          /v1/x{a}            | 6  | "/" or the end is expected, not "{"
          /v1/{a}x            | 8  | "/" or the end is expected, not "x"
          /v1/a}              | 6  | "/" or the end is expected, not "}"
          /v1/***             | 5  | "*" cannot be in a segment
          /v1/a*              | 6  | "*" cannot be in a segment
          /v1/a?b=c           | 6  | "?" cannot be in a segment
          /v1/a b             | 6  | " " cannot be in a segment
          /v1/a%2             | 6  | "%" is not followed by two hexadecimal digits
          /v1/%FF             | 5  | the escapes are not UTF-8
          /v1/a:              | 7  | a custom verb is empty
          /v1/a:b*            | 8  | "*" cannot be in a custom verb
          /v1/{a=}            | 8  | a segment is empty
          """)
  void refusesWhatTheGrammarDoesNotHave(String text, int column, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpTemplate.parse(text))
        .withMessageContaining("\"" + text + "\" is wrong at column " + column + ": " + reason)
        .withMessageEndingWith(".");
  }
}
