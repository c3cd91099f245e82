package dev.drover.upstream.serviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.status.GrpcCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceConfigTest {
  private static final String RETRY =
      """
      {"maxAttempts": 4, "initialBackoff": "0.1s", "maxBackoff": "1s", "backoffMultiplier": 2,
       "retryableStatusCodes": ["UNAVAILABLE"]}""";

  /** The configuration of all methods. */
  private static MethodConfig method(String members) {
    return ServiceConfig.parse("{\"methodConfig\": [{\"name\": [{}]" + members + "}]}")
        .method("a.B/C")
        .orElseThrow();
  }

  private static void refused(String json, String... sentences) {
    assertThatThrownBy(() -> ServiceConfig.parse(json))
        .isInstanceOfSatisfying(
            InvalidServiceConfig.class,
            thrown -> assertThat(thrown.problems()).containsExactlyInAnyOrder(sentences));
  }

  @Test
  void nothingAsksForNothing() {
    ServiceConfig config = ServiceConfig.parse("{}");
    assertThat(config.method("a.B/C")).isEmpty();
    assertThat(config.retryThrottling()).isEmpty();
    assertThat(config.loadBalancing()).isEmpty();
    assertThat(config.healthService()).isEmpty();
  }

  @Test
  void everythingIsRead() {
    ServiceConfig config =
        ServiceConfig.parse(
            """
            {"loadBalancingPolicy": "ROUND_ROBIN",
             "loadBalancingConfig": [{"weighted_round_robin": {}}, {"round_robin": {}}],
             "methodConfig": [{"name": [{"service": "a.B"}], "waitForReady": true,
               "timeout": "1.000000001s", "maxRequestMessageBytes": 1024,
               "maxResponseMessageBytes": "4294967295",
               "retryPolicy": {"maxAttempts": 3, "initialBackoff": "0.1s", "maxBackoff": "5s",
                 "backoffMultiplier": 1.6, "retryableStatusCodes": ["unavailable", 8],
                 "perAttemptRecvTimeout": "2s"}}],
             "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1239},
             "healthCheckConfig": {"serviceName": "a.B"}}""");
    assertThat(config.method("a.B/C"))
        .contains(
            new MethodConfig(
                Optional.of(Duration.ofSeconds(1, 1)),
                Optional.of(true),
                Optional.of(1024L),
                Optional.of(4294967295L),
                Optional.of(
                    new RetryPolicy(
                        3,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5),
                        1.6,
                        Set.of(GrpcCode.UNAVAILABLE, GrpcCode.RESOURCE_EXHAUSTED),
                        Optional.of(Duration.ofSeconds(2)))),
                Optional.empty()));
    assertThat(config.retryThrottling()).contains(new RetryThrottling(10, 0.123));
    assertThat(config.loadBalancing()).containsExactly("weighted_round_robin", "round_robin");
    assertThat(config.healthService()).contains("a.B");
  }

  @Test
  void theMostSpecificConfigurationCounts() {
    ServiceConfig config =
        ServiceConfig.parse(
            """
            {"methodConfig": [
              {"name": [{}], "timeout": "1s"},
              {"name": [{"service": "a.B"}, {"service": "a.D", "method": null}], "timeout": "2s"},
              {"name": [{"service": "a.B", "method": "C"}], "timeout": "3s"},
              {"timeout": "4s"}]}""");
    assertThat(timeout(config, "a.B/C")).isEqualTo(3);
    assertThat(timeout(config, "a.B/D")).isEqualTo(2);
    assertThat(timeout(config, "a.D/C")).isEqualTo(2);
    assertThat(timeout(config, "a.BB/C")).isEqualTo(1);
    assertThat(timeout(config, "GET")).isEqualTo(1);
  }

  private static long timeout(ServiceConfig config, String method) {
    return config.method(method).orElseThrow().timeout().orElseThrow().toSeconds();
  }

  @Test
  void attemptsAboveFiveAreFive() {
    assertThat(
            method(", \"retryPolicy\": " + RETRY.replace("4,", "6,"))
                .retryPolicy()
                .orElseThrow()
                .maxAttempts())
        .isEqualTo(5);
    assertThat(method(", \"hedgingPolicy\": {\"maxAttempts\": 4294967295}").hedgingPolicy())
        .contains(new HedgingPolicy(5, Duration.ZERO, Set.of()));
  }

  @Test
  void hedgesAreRead() {
    assertThat(
            method(
                    """
                    , "hedgingPolicy": {"maxAttempts": 2, "hedgingDelay": "0.05s",
                       "nonFatalStatusCodes": ["UNAVAILABLE", "INTERNAL"]}""")
                .hedgingPolicy())
        .contains(
            new HedgingPolicy(
                2, Duration.ofMillis(50), Set.of(GrpcCode.UNAVAILABLE, GrpcCode.INTERNAL)));
  }

  @Test
  void aTimeoutForEachAttemptNeedsNoCodes() {
    String policy =
        RETRY.replace(
            "\"retryableStatusCodes\": [\"UNAVAILABLE\"]", "\"perAttemptRecvTimeout\": \"1s\"");
    assertThat(method(", \"retryPolicy\": " + policy).retryPolicy().orElseThrow())
        .satisfies(retry -> assertThat(retry.retryableStatusCodes()).isEmpty());
  }

  @Test
  void theOlderKeyNamesOnePolicy() {
    assertThat(ServiceConfig.parse("{\"loadBalancingPolicy\": \"ROUND_ROBIN\"}").loadBalancing())
        .containsExactly("round_robin");
  }

  @Test
  void keysThatNobodyKnowsAreIgnored() {
    assertThat(method(", \"sidewaysPolicy\": [1, 2]").timeout()).isEmpty();
    assertThat(ServiceConfig.parse("{\"xyz\": {}}").loadBalancing()).isEmpty();
  }

  @Test
  void aTimeoutLongerThanTheWorldIsAHundredYears() {
    assertThat(method(", \"timeout\": \"315576000000s\"").timeout())
        .contains(Duration.ofDays(36_500));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"timeout\": 5",
        "\"timeout\": \"5\"",
        "\"timeout\": \"-1s\"",
        "\"timeout\": \"1.0000000001s\"",
        "\"waitForReady\": \"true\"",
        "\"maxRequestMessageBytes\": -1",
        "\"maxRequestMessageBytes\": 1.5",
        "\"maxResponseMessageBytes\": 4294967296",
        "\"maxResponseMessageBytes\": \"many\"",
        "\"retryPolicy\": []",
        "\"hedgingPolicy\": {}",
        "\"hedgingPolicy\": {\"maxAttempts\": 1}",
        "\"hedgingPolicy\": {\"maxAttempts\": 2, \"nonFatalStatusCodes\": [\"OK\"]}",
        "\"hedgingPolicy\": {\"maxAttempts\": 2, \"nonFatalStatusCodes\": [17]}"
      })
  void aValueThatIsNotWhatItShouldBeIsAProblem(String member) {
    assertThatThrownBy(() -> method(", " + member)).isInstanceOf(InvalidServiceConfig.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"maxAttempts\": 4",
        "\"initialBackoff\": \"0.1s\"",
        "\"maxBackoff\": \"1s\"",
        "\"backoffMultiplier\": 2",
        "\"retryableStatusCodes\": [\"UNAVAILABLE\"]"
      })
  void aRetryPolicyIsComplete(String member) {
    String key = member.substring(0, member.indexOf(':'));
    for (String instead : new String[] {"null", "0", "\"0s\"", "[]"}) {
      String policy = RETRY.replace(member, key + ": " + instead);
      assertThatThrownBy(() -> method(", \"retryPolicy\": " + policy))
          .as(policy)
          .isInstanceOf(InvalidServiceConfig.class)
          .hasMessageContaining("/methodConfig/0/retryPolicy/" + key.replace("\"", ""));
    }
  }

  @Test
  void allProblemsAreSaidAndWhere() {
    refused(
        """
        {"methodConfig": [
           {"name": [{"service": "a.B"}], "timeout": 5, "retryPolicy": %s,
            "hedgingPolicy": {"maxAttempts": 2}},
           {"name": [{"service": "a.B"}, {"method": "C"}, "a.B"]}],
         "retryThrottling": {"maxTokens": 1001, "tokenRatio": 0.0001},
         "loadBalancingConfig": [{"a": {}, "b": {}}, {"c": 1}],
         "healthCheckConfig": {"serviceName": 1}}"""
            .formatted(RETRY),
        "/methodConfig/0/timeout: expected a duration in seconds such as \"1.5s\", found 5",
        "/methodConfig/0: expected either \"retryPolicy\" or \"hedgingPolicy\", found both",
        "/methodConfig/1/name/0: there is a configuration for that name already",
        "/methodConfig/1/name/1: a \"method\" needs its \"service\"",
        "/methodConfig/1/name/2: expected an object, found \"a.B\"",
        "/retryThrottling/maxTokens: expected a whole number from 1 to 1000, found 1001",
        "/retryThrottling/tokenRatio: expected at least 0.001, of which no more than three decimals"
            + " count",
        "/loadBalancingConfig/0: expected one policy, found 2",
        "/loadBalancingConfig/1/c: expected an object, found 1",
        "/healthCheckConfig/serviceName: expected a string, found 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{} {}", "{\"a\": 1, \"a\": 2}", "null"})
  void whatIsNoObjectIsRefused(String json) {
    assertThatThrownBy(() -> ServiceConfig.parse(json)).isInstanceOf(InvalidServiceConfig.class);
  }
}
