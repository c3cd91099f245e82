package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
  record Free(Map<String, Integer> numbers) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ 'numbers': { 'a': 1, } }|line 1, column 24: not JSON: Unexpected character ('}'",
        "{ 'numbers': { 'a': 01 } }|line 1, column 22: not JSON: Invalid numeric value",
        "{ 'numbers': { 'a': NaN } }|line 1, column 24: not JSON: Non-standard token 'NaN'",
        "{ /* why */ 'numbers': {} }|line 1, column 3: not JSON: Unexpected character ('/'",
        "{ 'numbers': {} } x|line 1, column 20: not JSON: Unrecognized token 'x'",
        "{ 'numbers': {} } {}|line 1, column 19: expected the end, found more after the document",
        "{ 'numbers': {|line 1, column 15: not JSON: Unexpected end-of-input"
      })
  void aSyntaxErrorHasLineAndColumn(String json, String message) {
    assertThat(Sample.problems(Free.class, json)).singleElement().asString().startsWith(message);
  }

  @Test
  void theLineOfASyntaxErrorIsInTheMessageWithTheFile() {
    assertThatThrownBy(() -> Sample.load(Free.class, "{\n  'numbers' {}\n}"))
        .hasMessageStartingWith(
            "conf.json: line 2, column 13: not JSON: Unexpected character ('{'");
  }

  @Test
  void aCommentIsRefusedWithoutAWordAboutFeatures() {
    assertThat(Sample.problems(Free.class, "{ // why\n}"))
        .singleElement()
        .asString()
        .endsWith("Unexpected character ('/' (code 47)): maybe a (non-standard) comment");
  }

  @Test
  void anEmptyDocumentIsRefused() {
    assertThat(Sample.problems(Free.class, " \n"))
        .containsExactly("expected an object, found nothing: the document is empty");
  }

  @Test
  void aDocumentOfAnotherTypeIsRefused() {
    assertThat(Sample.problems(Free.class, "[]"))
        .containsExactly("expected an object, found a list");
  }

  @Test
  void aKeyGivenTwiceIsRefusedWhereItIsGivenAgain() {
    assertThatThrownBy(() -> Sample.load(Free.class, "{ 'numbers': { 'a/b': 1,\n 'a/b': 2 } }"))
        .isInstanceOfSatisfying(
            InvalidConfig.class,
            invalid ->
                assertThat(invalid.problems())
                    .containsExactly(
                        new Problem(
                            "/numbers/a~1b", 2, 2, "the key \"a/b\" is given twice; keep one")));
  }

  @Test
  void aDocumentThatIsNestedTooDeeplyIsRefused() {
    assertThat(Sample.problems(Free.class, "[".repeat(2000)))
        .singleElement()
        .asString()
        .contains("nesting depth");
  }
}
