package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> TOP =
      List.of("listeners", "admin", "upstreams", "routes", "filters", "accessLog", "bodyBytes");

  @ParameterizedTest
  @CsvSource({
    "listner,listeners",
    "listener,listeners",
    "access_log,accessLog",
    "AccessLog,accessLog",
    "access-log,accessLog",
    "upstraems,upstreams",
    "cluster,upstreams",
    "clusters,upstreams",
    "backend,upstreams",
    "service,upstreams",
    "middleware,filters",
    "plugin,filters",
    "plugins,filters",
    "entryPoints,listeners",
    "max_body_size,bodyBytes"
  })
  void theWordThatWasMeantIsFound(String written, String meant) {
    assertThat(NearestName.of(written, TOP)).contains(meant);
  }

  @Test
  void aTypingErrorIsNearerThanAWordFromElsewhere() {
    assertThat(NearestName.of("hosts", List.of("endpoints", "host"))).contains("host");
    assertThat(NearestName.of("hosts", List.of("endpoints"))).contains("endpoints");
    assertThat(NearestName.of("hosts", List.of("dns"))).isEmpty();
  }

  @Test
  void aWordThatIsFarFromAllIsAnsweredWithAllThatAreKnown() {
    assertThat(NearestName.advice("xyz", List.of("a", "b", "c")))
        .isEqualTo("; known: \"a\", \"b\" and \"c\"");
    assertThat(NearestName.advice("xyz", List.of())).isEqualTo("; none is known");
  }

  @Test
  void aWordOfWhichNoLetterIsLeftIsNotNear() {
    assertThat(NearestName.of("b", List.of("a"))).isEmpty();
    assertThat(NearestName.of("B", List.of("b"))).contains("b");
    assertThat(NearestName.of("", List.of("b"))).isEmpty();
  }

  @Test
  void atMostTwentyNamesAreListed() {
    List<String> many = IntStream.range(0, 30).mapToObj(i -> "name-number-" + i).toList();
    assertThat(NearestName.advice("?", many)).endsWith("and \"name-number-19\", and others");
  }

  @ParameterizedTest
  @CsvSource({
    "abc,abc,0",
    "abc,abd,1",
    "abc,ab,1",
    "abc,abcd,1",
    "abc,acb,1",
    "timout,timeout,1",
    "ca,abc,3"
  })
  void theDistanceCountsAnExchangeOfNeighboursAsOne(String a, String b, int edits) {
    assertThat(NearestName.distance(a, b)).isEqualTo(edits);
    assertThat(NearestName.distance(b, a)).isEqualTo(edits);
  }
}
