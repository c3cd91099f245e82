package dev.drover.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.schema.BindingTable.Found;
import dev.drover.schema.BindingTable.Malformed;
import dev.drover.schema.BindingTable.Match;
import dev.drover.schema.BindingTable.NotFound;
import dev.drover.schema.BindingTable.OtherVerb;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingTableTest {
  private static final BindingTable LIBRARY =
      table(
          "GET /v1/{name=books/*}",
          "DELETE /v1/{name=books/*}",
          "GET /v1/{name=shelves/*/books/*}",
          "GET /v1/{parent=shelves/*}/books",
          "GET /v1/books/special",
          "PUT /v1/books/special",
          "GET /v1/byid/{id}",
          "GET /v1/pair/{a}/and/{b}",
          "GET /v1/files/{path=**}",
          "GET /v1/tree/{path=root/**}",
          "GET /v1/docs/{name=**}:download",
          "POST /v1/{name=books/*}:lend",
          "POST /v1/events:clear",
          "GET /v1/any/*/leaf",
          "* /v1/anything/{id}",
          "POST /v1/anything/{id}",
          "REPORT /v1/reports/{id}",
          "HEAD /v1/heads/{id}",
          "GET /v1/caf%C3%A9/{id}",
          "POST /library.v1.Library/GetBook");

  /** Bindings without a method: the table does not look at it. */
  @SuppressWarnings("NullAway")
  static Binding binding(String rule) {
    int space = rule.indexOf(' ');
    HttpTemplate template = HttpTemplate.parse(rule.substring(space + 1));
    return new Binding(
        null, rule.substring(0, space), template, List.of(), new Binding.NoContent(), null);
  }

  static BindingTable table(String... rules) {
    return BindingTable.of(Stream.of(rules).map(BindingTableTest::binding).toList());
  }

  private static String rule(Match match) {
    return match instanceof Found found
        ? found.binding().verb() + " " + found.binding().template()
        : match.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /v1/books/1                  | GET /v1/{name=books/*}           | books/1
          DELETE | /v1/books/1                  | DELETE /v1/{name=books/*}        | books/1
          GET    | /v1/shelves/s/books/b        | GET /v1/{name=shelves/*/books/*} | shelves/s/books/b
          GET    | /v1/shelves/s/books          | GET /v1/{parent=shelves/*}/books | shelves/s
          GET    | /v1/byid/x                   | GET /v1/byid/{id}                | x
          GET    | /v1/pair/x/and/y             | GET /v1/pair/{a}/and/{b}         | x,y
          GET    | /v1/files/a/b/c.txt          | GET /v1/files/{path=**}          | a/b/c.txt
          GET    | /v1/files/a                  | GET /v1/files/{path=**}          | a
          GET    | /v1/tree/root/a/b            | GET /v1/tree/{path=root/**}      | root/a/b
          GET    | /v1/any/thing/leaf           | GET /v1/any/*/leaf               |
          POST   | /library.v1.Library/GetBook  | POST /library.v1.Library/GetBook |
          REPORT | /v1/reports/r                | REPORT /v1/reports/{id}          | r
          HEAD   | /v1/heads/h                  | HEAD /v1/heads/{id}              | h
          GET    | /v1/caf%c3%a9/1              | GET /v1/caf%C3%A9/{id}           | 1
          GET    | /v1/b%6foks/1                | GET /v1/{name=books/*}           | books/1
          """)
  void findsTheBindingAndItsValues(String verb, String path, String rule, String values) {
    Match match = LIBRARY.match(verb, path);

    assertThat(rule(match)).isEqualTo(rule);
    assertThat(String.join(",", ((Found) match).values())).isEqualTo(values == null ? "" : values);
  }

  @Test
  void aLiteralGoesBeforeAVariable() {
    assertThat(rule(LIBRARY.match("GET", "/v1/books/special"))).isEqualTo("GET /v1/books/special");
  }

  @Test
  void whereTheLiteralIsForAnotherMethodTheVariableIsTried() {
    assertThat(rule(LIBRARY.match("DELETE", "/v1/books/special")))
        .isEqualTo("DELETE /v1/{name=books/*}");
  }

  @Test
  void whereTheLiteralLeadsNowhereTheOthersAreTried() {
    BindingTable table = table("GET /a/b/c", "GET /a/{x}/d", "GET /{y=**}");

    assertThat(rule(table.match("GET", "/a/b/c"))).isEqualTo("GET /a/b/c");
    assertThat(rule(table.match("GET", "/a/b/d"))).isEqualTo("GET /a/{x}/d");
    assertThat(rule(table.match("GET", "/a/b/e"))).isEqualTo("GET /{y=**}");
  }

  @Test
  void aBindingOfTheMethodGoesBeforeOneOfAny() {
    assertThat(rule(LIBRARY.match("POST", "/v1/anything/1"))).startsWith("POST ");
    assertThat(rule(LIBRARY.match("PATCH", "/v1/anything/1"))).startsWith("* ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "*",
        "v1/books/1",
        "/v1",
        "/v1/books",
        "/v1/books/",
        "/v1/books/1/",
        "/v1/books/1/2",
        "/v1//books/1",
        "//v1/books/1",
        "/v1/events",
        "/v1/any//leaf",
        "/v1/byid/",
        "/V1/books/1",
        "/v1/pair/x/and/"
      })
  void findsNothing(String path) {
    assertThat(LIBRARY.match("GET", path)).isInstanceOf(NotFound.class);
  }

  @Test
  void theRestMayBeNothing() {
    assertThat(((Found) LIBRARY.match("GET", "/v1/files")).values()).containsExactly("");
    assertThat(((Found) LIBRARY.match("GET", "/v1/files/")).values()).containsExactly("");
    assertThat(((Found) LIBRARY.match("GET", "/v1/tree/root")).values()).containsExactly("root");
    assertThat(((Found) LIBRARY.match("GET", "/v1/docs:download")).values()).containsExactly("");
    assertThat(((Found) table("GET /{all=**}").match("GET", "/")).values()).containsExactly("");
  }

  @Test
  void theRestIsTakenAsItComes() {
    assertThat(((Found) LIBRARY.match("GET", "/v1/files//a//")).values()).containsExactly("/a//");
  }

  @Test
  void theRootIsATemplate() {
    BindingTable table = table("GET /", "GET /{id}");

    assertThat(rule(table.match("GET", "/"))).isEqualTo("GET /");
    assertThat(rule(table.match("GET", "/a"))).isEqualTo("GET /{id}");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/byid/a+b,a+b",
    "/v1/byid/a%2Fb,a/b",
    "/v1/byid/a%2fb,a/b",
    "/v1/byid/%41%7e,A~",
    "/v1/byid/%25,%",
    "/v1/byid/caf%C3%A9,café",
    "/v1/byid/%F0%9F%93%9A,📚",
    "/v1/files/a/b%2Fc,a/b%2Fc",
    "/v1/files/a%2fb%20c,a%2fb c",
    "/v1/files/%252F,%2F",
    "/v1/books/a%2Fb%2fc%7E,books/a%2Fb%2fc~"
  })
  void valuesAreDecodedAndSlashesStayWhereThereAreSeveralSegments(String path, String value) {
    assertThat(((Found) LIBRARY.match("GET", path)).values()).containsExactly(value);
  }

  @Test
  void anEscapedSlashIsNoSlash() {
    assertThat(LIBRARY.match("GET", "/v1%2Fbooks/1")).isInstanceOf(NotFound.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/byid/%,10",
    "/v1/byid/%4,10",
    "/v1/byid/a%zz,11",
    "/%0g/unknown,2",
    "/v1/byid/%+1,10"
  })
  void refusesABrokenEscape(String path, int column) {
    assertThat(LIBRARY.match("GET", path))
        .isEqualTo(
            new Malformed(
                "The path has a \"%\" without two hexadecimal digits at column " + column + "."));
  }

  @Test
  void refusesAValueThatIsNoText() {
    assertThat(LIBRARY.match("GET", "/v1/byid/%ff%fe"))
        .isEqualTo(new Malformed("The path's text for id is not UTF-8."));
    assertThat(LIBRARY.match("GET", "/v1/files/a/%c3"))
        .isEqualTo(new Malformed("The path's text for path is not UTF-8."));
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/v1/books/1,DELETE GET",
    "POST,/v1/books/special,DELETE GET PUT",
    "OPTIONS,/v1/files/a/b,GET",
    "GET,/v1/books/1:lend,POST",
    "GET,/v1/reports/1,REPORT",
    "get,/v1/byid/1,GET"
  })
  void namesTheMethodsThatAreAllowed(String verb, String path, String allow) {
    assertThat(LIBRARY.match(verb, path)).isEqualTo(new OtherVerb(List.of(allow.split(" "))));
  }

  @Test
  void aKnownVerbIsNoPartOfTheSegment() {
    assertThat(((Found) LIBRARY.match("POST", "/v1/books/1:lend")).values())
        .containsExactly("books/1");
    assertThat(((Found) LIBRARY.match("GET", "/v1/docs/a:b/c:download")).values())
        .containsExactly("a:b/c");
    assertThat(rule(LIBRARY.match("POST", "/v1/events:clear"))).isEqualTo("POST /v1/events:clear");
    assertThat(LIBRARY.match("POST", "/v1/events:lend")).isInstanceOf(NotFound.class);
    assertThat(LIBRARY.match("POST", "/v1/books/:lend")).isInstanceOf(NotFound.class);
  }

  @Test
  void anUnknownVerbIsPartOfTheSegment() {
    assertThat(((Found) LIBRARY.match("GET", "/v1/books/1:burn")).values())
        .containsExactly("books/1:burn");
    assertThat(((Found) LIBRARY.match("GET", "/v1/books/1:")).values()).containsExactly("books/1:");
    assertThat(((Found) LIBRARY.match("GET", "/v1/files/lend:x/y")).values())
        .containsExactly("lend:x/y");
  }

  @Test
  void anUnknownVerbDoesNotAllowOtherMethods() {
    assertThat(LIBRARY.match("POST", "/v1/books/1:burn")).isInstanceOf(NotFound.class);
  }

  @Test
  void anEscapedColonIsNoVerb() {
    assertThat(((Found) LIBRARY.match("GET", "/v1/books/1%3Alend")).values())
        .containsExactly("books/1:lend");
  }

  @Test
  void manyLiteralsAreToldApart() {
    String[] rules = new String[500];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = "POST /library.v" + i + ".Library/Get";
    }
    BindingTable table = table(rules);

    for (String rule : rules) {
      assertThat(rule(table.match("POST", rule.substring(5)))).isEqualTo(rule);
    }
    assertThat(table.match("POST", "/library.v500.Library/Get")).isInstanceOf(NotFound.class);
  }

  @Test
  void anEmptyTableFindsNothing() {
    assertThat(table().match("GET", "/v1:x")).isInstanceOf(NotFound.class);
  }
}
