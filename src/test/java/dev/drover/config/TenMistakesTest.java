package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TenMistakesTest {
  private static final String TEN =
      """
      {
        "cluster": {},
        "listeners": [ { "port": 70000, "trustedProxies": ["10.0.0.1/8"] } ],
        "upstreams": {
          "greeter": { "protocol": "grcp", "endpoints": ["h:1"] },
          "orders": { "protocol": "grpc", "endpoints": [] }
        },
        "routes": [
          { "relay": "greter", "timeout": 5 },
          { "relay": "greeter", "respond": {} },
          { "id": "x", "respond": { "status": "ok" }, "filters": [ { "corz": {} } ] }
        ]
      }
      """;

  @Test
  void tenMistakesAreAllReportedInTheOrderOfTheDocument() {
    assertThat(Sample.problems(GatewayConfig.class, TEN))
        .containsExactly(
            "/cluster: unknown key \"cluster\"; did you mean \"upstreams\"?",
            "/listeners/0/port: expected a whole number from 0 to 65535, found the number 70000",
            "/listeners/0/trustedProxies/0: the block \"10.0.0.1/8\" has bits after its prefix; did"
                + " you mean \"10.0.0.0/8\"?",
            "/upstreams/greeter/protocol: unknown protocol \"grcp\"; did you mean \"grpc\"?",
            "/upstreams/orders/endpoints: expected a list of at least 1 item, found 0",
            "/routes/0/relay: no upstream is named \"greter\"; did you mean \"greeter\"?",
            "/routes/0/timeout: expected a duration such as \"2s\", found the number 5; add a unit:"
                + " ms, s, m, h or d",
            "/routes/1: expected exactly one handler (\"relay\" or \"respond\"), found \"relay\" and"
                + " \"respond\"",
            "/routes/2/respond/status: expected a whole number from 100 to 599, found \"ok\"",
            "/routes/2/filters/0/corz: unknown filter \"corz\"; did you mean \"cors\"?");
  }

  @Test
  void theMessageHasALineForEachProblemThatBeginsWithTheFile() {
    assertThatThrownBy(() -> Sample.load(RouteConfig.class, "{ 'timeout': 5 }"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessage(
            """
            conf.json: expected exactly one handler ("relay" or "respond"), found none
            conf.json: /timeout: expected a duration such as "2s", found the number 5; add a unit: ms, s, m, h or d""");
  }
}
