package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReferenceWriterTest {
  private static final String REFERENCE =
      ReferenceWriter.write(GatewayConfig.class, Sample.VOCABULARY);

  @Test
  void aRecordIsATableOfItsKeys() {
    assertThat(REFERENCE)
        .contains(
            """
            ## shutdown

            How the gateway stops.

            | key | type | default | |
            |---|---|---|---|
            | `grace` | duration from 0s to 1h | `10s` | How long exchanges may still take once the listeners are closed. |
            | `delay` | duration from 0s to 1h | `0s` | Between readiness going false and the listeners closing, for balancers in front to see. |
            """);
  }

  @Test
  void aNameOfTheVocabularyHasItsOwnTable() {
    assertThat(REFERENCE)
        .contains(
            """
            ## handler `relay`

            Sends to an upstream of the same protocol.

            May be written as its `upstream` alone.

            | key | type | default | |
            |---|---|---|---|
            | `upstream` | key of `upstreams` | required | The upstream. |
            """)
        .contains(
            "| `per` | `client-address`, `route` | `client-address` | Who has a rate of its own. |");
  }

  @Test
  void choicesLinkToWhatTheyMayBe() {
    assertThat(REFERENCE)
        .contains(
            "| `upstreams` | by name: upstream (`protocol` [`grpc`](#upstream-grpc),"
                + " [`bus`](#upstream-bus)) |  | The named groups of servers that routes send to. |")
        .contains(
            "| `filters` | list of filter ([`cors`](#filter-cors), [`rateLimit`](#filter-ratelimit))")
        .contains(
            "| [`relay`](#handler-relay) [`respond`](#handler-respond) | one of these keys | required |"
                + " The end of the route. |");
  }

  @Test
  void aDescriptionIsNotTakenForMarkup() {
    assertThat(REFERENCE).contains("/a/{id}, /a/\\*, /a/\\*\\*, /a/{rest=\\*\\*}.");
  }

  @Test
  void everyLinkHasItsHeading() {
    Set<String> anchors = new HashSet<>();
    Pattern.compile("(?m)^## (.*)$")
        .matcher(REFERENCE)
        .results()
        .forEach(
            heading ->
                anchors.add(
                    heading.group(1).replace("`", "").toLowerCase(Locale.ROOT).replace(' ', '-')));
    assertThat(Pattern.compile("\\(#([^)]*)\\)").matcher(REFERENCE).results())
        .extracting((MatchResult link) -> link.group(1))
        .isNotEmpty()
        .isSubsetOf(anchors);
  }

  @Test
  void everyKeyOfTheConfigurationIsDescribed() {
    Deque<Class<?>> waiting = new ArrayDeque<>(Set.of(GatewayConfig.class, ListenerConfig.class));
    waiting.addAll(Set.of(TlsConfig.class, CertificateConfig.class, LimitsConfig.class));
    waiting.addAll(Set.of(AdminConfig.class, RouteConfig.class, MatchConfig.class));
    waiting.addAll(Set.of(AccessLogConfig.class, ShutdownConfig.class));
    for (Class<?> type : waiting) {
      assertThat(type.getAnnotation(Doc.class)).as(type.getName()).isNotNull();
      for (RecordComponent key : type.getRecordComponents()) {
        assertThat(key.getAnnotation(Doc.class)).as(type + " " + key.getName()).isNotNull();
      }
    }
  }
}
