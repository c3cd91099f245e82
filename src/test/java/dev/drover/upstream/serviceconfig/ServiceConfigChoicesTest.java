package dev.drover.upstream.serviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceConfigChoicesTest {
  private static String choice(String criteria, String policy) {
    return "{" + criteria + "\"serviceConfig\": {\"loadBalancingPolicy\": \"" + policy + "\"}}";
  }

  private static ServiceConfigChoices choices(String... choices) {
    return ServiceConfigChoices.of(List.of("grpc_config=[" + String.join(",", choices) + "]"));
  }

  /** The policy of the choice, to tell which one it was. */
  private static String chosen(ServiceConfigChoices choices, int chance) {
    return choices.choose(chance, "gw-1").map(config -> config.loadBalancing().get(0)).orElse("");
  }

  @Test
  void theFirstThatSuitsCounts() {
    ServiceConfigChoices choices = choices(choice("", "a"), choice("", "b"));
    assertThat(chosen(choices, 0)).isEqualTo("a");
  }

  @Test
  void thePercentageIsExact() {
    ServiceConfigChoices choices = choices(choice("\"percentage\": 10, ", "a"), choice("", "b"));
    assertThat(chosen(choices, 9)).isEqualTo("a");
    assertThat(chosen(choices, 10)).isEqualTo("b");
    assertThat(chosen(choices(choice("\"percentage\": 0, ", "a")), 0)).isEmpty();
    assertThat(chosen(choices(choice("\"percentage\": 100, ", "a")), 99)).isEqualTo("a");
  }

  @Test
  void languageAndHostMustBeThisOnes() {
    assertThat(chosen(choices(choice("\"clientLanguage\": [\"go\", \"Java\"], ", "a")), 0))
        .isEqualTo("a");
    assertThat(chosen(choices(choice("\"clientLanguage\": [\"go\"], ", "a")), 0)).isEmpty();
    assertThat(chosen(choices(choice("\"clientHostname\": [\"gw-1\"], ", "a")), 0)).isEqualTo("a");
    assertThat(chosen(choices(choice("\"clientHostname\": [\"GW-1\"], ", "a")), 0)).isEmpty();
    assertThat(chosen(choices(choice("\"clientHostname\": [], ", "a")), 0)).isEqualTo("a");
  }

  @Test
  void otherRecordsDoNotCount() {
    assertThat(
            ServiceConfigChoices.of(List.of("v=spf1 -all", "grpc_config2=nonsense"))
                .choose(0, "gw-1"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "",
        "null",
        "{}",
        "[1]",
        "[{}]",
        "[{\"serviceConfig\": null}]",
        "[{\"serviceConfig\": {}, \"percentage\": 101}]",
        "[{\"serviceConfig\": {}, \"percentage\": -1}]",
        "[{\"serviceConfig\": {}, \"percentage\": 1.5}]",
        "[{\"serviceConfig\": {}, \"clientLanguage\": \"java\"}]",
        "[{\"serviceConfig\": {}, \"clientPlanet\": [\"earth\"]}]",
        "[{\"serviceConfig\": {}}, {\"serviceConfig\": {\"methodConfig\": [{\"timeout\": 1}]}}]"
      })
  void oneInvalidChoiceDiscardsAll(String value) {
    assertThatThrownBy(() -> ServiceConfigChoices.of(List.of("grpc_config=" + value)))
        .isInstanceOf(InvalidServiceConfig.class);
  }
}
