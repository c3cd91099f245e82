package dev.drover.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a",
        "/a/",
        "/a/{id}",
        "/a/*",
        "/a/**",
        "/a/{rest=**}",
        "/**",
        "/{x}/b/{y.z}/*/**",
        "/a:b",
        "/caf%C3%A9",
        "/a%2Fb",
        "/a.b/..."
      })
  void aTemplateIsWrittenAsItIsRead(String text) {
    assertThat(PathTemplate.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({"/{id=*}, /{id}", "/%61/caf%c3%a9, /a/caf%C3%A9", "/a|b, /a%7Cb"})
  void literalsAreSpelledAsInANormalisedPath(String text, String normalised) {
    assertThat(PathTemplate.parse(text)).hasToString(normalised);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| column 1: expected '/', found the end",
        "a| column 1: expected '/', found 'a'",
        "/a//b| column 4: expected a segment, found '/'",
        "/a/{id| column 7: expected '}', found the end",
        "/abc/{d/e}| column 8: expected '}', found '/'",
        "/{}| column 3: expected the name of a variable, found '}'",
        "/{1}| column 3: expected the name of a variable, found '1'",
        "/{a=b}| column 4: expected '}', found '='",
        "/{a=x/*}| column 4: expected '}', found '='",
        "/a{b}| column 3: expected '/' or the end, since a variable is a whole segment, found '{'",
        "/{a}b| column 5: expected '/', found 'b'",
        "/a*| column 3: expected '/' or the end, since a variable is a whole segment, found '*'",
        "/a}| column 3: expected '/' or the end, since a variable is a whole segment, found '}'",
        "/*a| column 3: expected '/', found 'a'",
        "/**/b| column 4: expected the end, since ** takes all that remains, found '/'",
        "/{a=**}/b| column 8: expected the end, since ** takes all that remains, found '/'",
        "/***| column 4: expected the end, since ** takes all that remains, found '*'",
        "/a/../b| column 4: expected a segment other than . and .., found '.'",
        "/.| column 2: expected a segment other than . and .., found '.'",
        "/{a}/{a}| column 7: the variable \"a\" is there twice",
        "/a/{b}/{b=**}| column 9: the variable \"b\" is there twice",
      })
  void anErrorNamesItsColumn(String text, String sentence) {
    assertThatThrownBy(() -> PathTemplate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/b?c", "/a/b c", "/a/b%5c", "/a/%zz", "/a/b#", "/a/%2e%2e", "/a/é"})
  void aLiteralThatIsInNoPathIsAnError(String text) {
    assertThatThrownBy(() -> PathTemplate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("column 4: ");
  }

  @Test
  void namesAreInTheOrderOfThePath() {
    PathTemplate template = PathTemplate.parse("/{b}/*/x/{a}/{c=**}");
    assertThat(template.names()).containsExactly("b", "a", "c");
    assertThat(template.depths()).containsExactly(0, 3, 4);
    assertThat(template.namesRest()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"/, /**", "/a, /a/**", "/a/, /a/**", "/a/b, /a/b/**"})
  void aPrefixIsATemplateWithARest(String prefix, String template) {
    assertThat(PathTemplate.prefix(prefix)).isEqualTo(PathTemplate.parse(template));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/{a}", "/a/*", "/a/**", "//", "a"})
  void aPrefixHasLiteralsOnly(String prefix) {
    assertThatThrownBy(() -> PathTemplate.prefix(prefix))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
