package dev.drover.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.MatchConfig;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MatchTest {
  @Test
  void aConfigurationBecomesConditions() {
    MatchConfig config =
        new MatchConfig(
            Optional.empty(),
            Optional.of("/a/{id}"),
            Optional.empty(),
            List.of("A.example", "*.b.example"),
            List.of("PUT", "GET"),
            Map.of("X-Kind", "a*"),
            Map.of("Debug", "!"));
    assertThat(Match.of(config, MatchTest::unexpected))
        .contains(
            Match.path("/a/{id}")
                .withHost("*.b.example")
                .withHost("a.example")
                .withMethods(HttpMethod.GET, HttpMethod.PUT)
                .withHeader("x-kind", "a*")
                .withParameter("Debug", "!"));
  }

  @Test
  void anEmptyConfigurationIsEveryRequest() {
    assertThat(Match.of(config(Optional.empty(), List.of()), MatchTest::unexpected))
        .contains(Match.any());
  }

  @Test
  void everyProblemIsToldWithItsPointer() {
    List<String> problems = new ArrayList<>();
    Optional<Match> match =
        Match.of(
            config(Optional.of("/a/{id"), List.of("a.example", "b:80", "*")),
            (at, sentence) -> problems.add(at + ": " + sentence.split(",", 2)[0]));
    assertThat(match).isEmpty();
    assertThat(problems)
        .containsExactly(
            "/path: column 7: expected '}'",
            "/hosts/1: expected a host such as \"www.example.com\" or \"*.example.com\"",
            "/hosts/2: expected a host such as \"www.example.com\" or \"*.example.com\"");
  }

  private static MatchConfig config(Optional<String> path, List<String> hosts) {
    return new MatchConfig(
        Optional.empty(), path, Optional.empty(), hosts, List.of(), Map.of(), Map.of());
  }

  private static void unexpected(String at, String sentence) {
    throw new AssertionError(at + ": " + sentence);
  }
}
