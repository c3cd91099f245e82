package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  record Wrapped(@OneOf(kind = "filters", form = OneOf.Form.WRAPPED) List<Choice> filters) {}

  record Inline(
      @OneOf(kind = "handlers", form = OneOf.Form.INLINE) Choice handler, Optional<String> name) {}

  record Maybe(@OneOf(kind = "handlers", form = OneOf.Form.INLINE) Optional<Choice> handler) {}

  record Tagged(
      @OneOf(kind = "upstreams", form = OneOf.Form.TAGGED, tag = "protocol")
          Map<String, Choice> upstreams) {}

  @Test
  void aWrappedChoiceIsTheOnlyKeyOfAnObject() {
    Wrapped wrapped =
        Sample.read(Wrapped.class, "{ 'filters': [ { 'cors': { 'origins': ['*'] } } ] }");
    assertThat(wrapped.filters())
        .containsExactly(
            new Choice(
                "cors", new Sample.Cors(List.of("*"), Duration.ofMinutes(10)), "/filters/0/cors"));
  }

  @Test
  void aWrappedChoiceHasExactlyOneKnownKey() {
    String json = "{ 'filters': [ {}, { 'cors': {}, 'rateLimit': {} }, { 'cor': {} }, 'cors' ] }";
    assertThat(Sample.problems(Wrapped.class, json))
        .containsExactly(
            "/filters/0: expected an object with one key, the name of a filter, found no key",
            "/filters/1: expected an object with one key, the name of a filter, found \"cors\" and"
                + " \"rateLimit\"",
            "/filters/2/cor: unknown filter \"cor\"; did you mean \"cors\"?",
            "/filters/3: expected an object with one key, the name of a filter, found \"cors\"");
  }

  @Test
  void anInlineChoiceIsAKeyBesideTheOthers() {
    Inline inline = Sample.read(Inline.class, "{ 'name': 'x', 'relay': 'greeter' }");
    assertThat(inline)
        .isEqualTo(
            new Inline(
                new Choice("relay", new Sample.Relay("greeter"), "/relay"), Optional.of("x")));
  }

  @Test
  void anInlineChoiceIsMadeExactlyOnce() {
    assertThat(Sample.problems(Inline.class, "{}"))
        .containsExactly("expected exactly one handler (\"relay\" or \"respond\"), found none");
    assertThat(Sample.problems(Inline.class, "{ 'respond': {}, 'relay': 'a' }"))
        .containsExactly(
            "expected exactly one handler (\"relay\" or \"respond\"), found \"respond\" and"
                + " \"relay\"");
  }

  @Test
  void aMisspeltInlineChoiceIsOneProblemNotTwo() {
    assertThat(Sample.problems(Inline.class, "{ 'rellay': 'a' }"))
        .containsExactly("/rellay: unknown key \"rellay\"; did you mean \"relay\"?");
  }

  @Test
  void theProblemsInsideOfTwoInlineChoicesAreReportedToo() {
    assertThat(Sample.problems(Inline.class, "{ 'respond': { 'status': 1 }, 'relay': 7 }"))
        .containsExactly(
            "expected exactly one handler (\"relay\" or \"respond\"), found \"respond\" and"
                + " \"relay\"",
            "/respond/status: expected a whole number from 100 to 599, found the number 1",
            "/relay: expected a string, found the number 7");
  }

  @Test
  void anOptionalInlineChoiceMayBeLeftOut() {
    assertThat(Sample.read(Maybe.class, "{}").handler()).isEmpty();
    assertThat(Sample.read(Maybe.class, "{ 'relay': 'a' }").handler()).isPresent();
  }

  @Test
  void aTaggedChoiceIsNamedByAKeyOfItsObject() {
    Tagged tagged =
        Sample.read(
            Tagged.class,
            "{ 'upstreams': { 'b': { 'address': 'x', 'protocol': 'bus' },"
                + " 'a': { 'protocol': 'grpc', 'endpoints': ['h:1'] } } }");
    assertThat(tagged.upstreams().keySet()).containsExactly("b", "a");
    assertThat(tagged.upstreams())
        .containsEntry("b", new Choice("bus", new Sample.Bus("x"), "/upstreams/b"));
  }

  @Test
  void aTagIsRequiredAndKnown() {
    String json =
        "{ 'upstreams': { 'a': {}, 'b': { 'protocol': 1 }, 'c': { 'protocol': 'http' }, 'd': 'bus' } }";
    assertThat(Sample.problems(Tagged.class, json))
        .containsExactly(
            "/upstreams/a/protocol: required, but missing; expected one of \"grpc\" and \"bus\"",
            "/upstreams/b/protocol: expected one of \"grpc\" and \"bus\", found the number 1",
            "/upstreams/c/protocol: unknown protocol \"http\"; known: \"grpc\" and \"bus\"",
            "/upstreams/d: expected an object, found \"bus\"");
  }
}
