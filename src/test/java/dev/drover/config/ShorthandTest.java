package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShorthandTest {
  record Box(Sample.Cors cors) {}

  @Test
  void aScalarStandsForTheRecord() {
    String json = "{ 'endpoints': [ 'h:1', { 'address': 'h:2', 'weight': 5 } ] }";
    assertThat(Sample.read(Sample.Grpc.class, json).endpoints())
        .containsExactly(new Sample.Endpoint("h:1", 1), new Sample.Endpoint("h:2", 5));
  }

  @Test
  void aListStandsForTheRecord() {
    assertThat(Sample.read(Box.class, "{ 'cors': ['a', 'b'] }").cors())
        .isEqualTo(new Sample.Cors(List.of("a", "b"), Duration.ofMinutes(10)));
  }

  @Test
  void problemsOfTheShorthandStandAtTheValueThatWasWritten() {
    assertThat(Sample.problems(Sample.Grpc.class, "{ 'endpoints': [ 'h', 7, [] ] }"))
        .containsExactly(
            "/endpoints/0: expected a string of at least 3 characters, found 1",
            "/endpoints/1: expected a string, found the number 7",
            "/endpoints/2: expected an object or a string, found a list");
    assertThat(Sample.problems(Box.class, "{ 'cors': ['a', 1] }"))
        .containsExactly("/cors/1: expected a string, found the number 1");
    assertThat(Sample.problems(Box.class, "{ 'cors': 'a' }"))
        .containsExactly("/cors: expected an object or a list, found \"a\"");
  }

  @Test
  void theEffectiveDocumentHasTheLongForm() {
    assertThat(Sample.load(Sample.Grpc.class, "{ 'endpoints': ['h:1'] }").effective())
        .hasToString("{\"endpoints\":[{\"address\":\"h:1\",\"weight\":1}]}");
  }
}
