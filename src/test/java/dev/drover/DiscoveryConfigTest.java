package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drover.config.Expansion;
import dev.drover.config.InvalidConfig;
import dev.drover.config.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with the way an upstream finds and checks its endpoints is said, all of it. */
class DiscoveryConfigTest {
  /** The problems of an upstream of protocol http with those keys, below its place. */
  private static List<String> problems(String keys) {
    String json =
        """
        {"listeners": [{"port": 0}], "routes": [{"relay": "u"}],
         "upstreams": {"u": {"protocol": "http"%s}}}
        """
            .formatted(keys.isEmpty() ? "" : ", " + keys);
    InvalidConfig invalid =
        catchThrowableOfType(
            InvalidConfig.class, () -> Blueprint.parse(json, "test", Expansion.none()));
    return invalid == null
        ? List.of()
        : invalid.problems().stream().map(DiscoveryConfigTest::shown).toList();
  }

  private static String shown(Problem problem) {
    return problem.pointer().replace("/upstreams/u", "") + ": " + problem.message();
  }

  @Test
  void eachWayMayBeWrittenShortly() {
    for (String keys :
        List.of(
            "\"endpoints\": [\"a:1\", {\"address\": \"b:1\", \"weight\": 0}]",
            "\"dns\": \"orders.local:8080\"",
            "\"srv\": \"_grpc._tcp.orders.local\"",
            "\"file\": \"endpoints.json\"",
            "\"kubernetes\": {\"service\": \"orders\"}")) {
      assertThat(problems(keys)).as(keys).isEmpty();
    }
  }

  @Test
  void oneWayIsNeeded() {
    assertThat(problems(""))
        .containsExactly(
            ": expected exactly one resolver (\"dns\", \"endpoints\", \"file\","
                + " \"kubernetes\" or \"srv\"), found none");
  }

  @Test
  void twoWaysAreOneTooMany() {
    assertThat(problems("\"dns\": \"a.b:1\", \"file\": \"f\""))
        .containsExactly(
            ": expected exactly one resolver (\"dns\", \"endpoints\", \"file\","
                + " \"kubernetes\" or \"srv\"), found \"dns\" and \"file\"");
  }

  @Test
  void allProblemsAreListed() {
    assertThat(
            problems(
                """
                "dns": {"name": "a.b:80",
                        "resolve": {"servers": ["ns1.local"], "min": "10ms", "maks": "1s"}},
                "health": {"interval": "soon", "grpc": {"servise": "a"}}
                """))
        .hasSize(4)
        .anyMatch(problem -> problem.startsWith("/dns/resolve/min: expected a duration from 1s"))
        .anyMatch(problem -> problem.startsWith("/dns/resolve/maks: unknown key"))
        .anyMatch(problem -> problem.startsWith("/health/interval: expected a duration"))
        .anyMatch(problem -> problem.startsWith("/health/grpc/servise: unknown key"));
  }

  @Test
  void anEndpointIsListedOnce() {
    assertThat(problems("\"endpoints\": [\"a:1\", {\"address\": \"a:1\"}]"))
        .containsExactly(
            "/endpoints/1: the endpoint a:1 is taken by /upstreams/u/endpoints/0; give each its own");
  }

  @Test
  void aCheckIsOfOneKind() {
    assertThat(problems("\"dns\": \"a.b:1\", \"health\": {}"))
        .containsExactly("/health: expected exactly one of grpc, http and tcp, found none");
    assertThat(problems("\"dns\": \"a.b:1\", \"health\": {\"tcp\": {}, \"http\": {}}"))
        .containsExactly("/health: expected exactly one of grpc, http and tcp, found 2");
  }

  @Test
  void nameServersAreAddressesAndTheirBoundsInOrder() {
    assertThat(problems("\"dns\": {\"name\": \"a.b:1\", \"resolve\": {\"servers\": [\"ns1\"]}}"))
        .containsExactly(
            "/dns/resolve: \"ns1\" is no name server; expected an IP address, with a port or"
                + " without");
    assertThat(
            problems(
                "\"srv\": {\"name\": \"_a._tcp.b\", \"resolve\": {\"min\": \"2s\", \"max\": \"1s\"}}"))
        .containsExactly("/srv/resolve: min is greater than max");
  }
}
