package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveDocumentTest {
  record Hidden(Secret secret) {}

  @Test
  void defaultsAreFilledInInTheOrderOfTheRecords() {
    JsonNode effective =
        Sample.load(
                GatewayConfig.class,
                """
                { 'routes': [ { 'relay': 'a', 'filters': [ { 'rateLimit': { 'rate': 5 } } ] } ],
                  'upstreams': { 'a': { 'endpoints': ['h:1'], 'protocol': 'grpc' } },
                  'listeners': [ { 'port': '${env:PORT}' } ], 'accessLog': { 'queue': 5 } }
                """)
            .effective();
    assertThat(List.copyOf(names(effective)))
        .containsExactly(
            "listeners",
            "upstreams",
            "routes",
            "tasks",
            "accessLog",
            "metrics",
            "guard",
            "shutdown");
    assertThat(effective.path("upstreams"))
        .hasToString(
            "{\"a\":{\"protocol\":\"grpc\",\"endpoints\":[{\"address\":\"h:1\",\"weight\":1}]}}");
    assertThat(effective.path("routes"))
        .hasToString(
            "[{\"id\":\"route-0\",\"match\":{},\"filters\":[{\"rateLimit\":{\"rate\":5,\"per\":"
                + "\"client-address\"}}],\"commonFilters\":true,\"relay\":{\"upstream\":\"a\"},\"accessLog\":true}]");
    assertThat(effective.path("accessLog"))
        .hasToString("{\"enabled\":true,\"target\":\"stdout\",\"queue\":5}");
    assertThat(effective.at("/listeners/0/port").textValue()).isEqualTo("${env:PORT}");
    assertThat(effective.at("/listeners/0/limits/headerBytes").textValue()).isEqualTo("16KiB");
  }

  @Test
  void anEffectiveDocumentGivesTheSameConfiguration() {
    Loaded<GatewayConfig> first =
        Sample.load(
            GatewayConfig.class,
            "{ 'listeners': [ {}, { 'unix': '/run/drover' } ], 'routes': [ { 'respond': {} } ] }");
    Loaded<GatewayConfig> second = Sample.load(GatewayConfig.class, first.effective().toString());
    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "hunter2,hunter2,***",
    "${env:TOKEN},s3cret,${env:TOKEN}",
    "${env:TOKEN:-hunter2},s3cret,${env:TOKEN:-***}",
    "${file:/run/secret},from a file,${file:/run/secret}",
    "a${env:TOKEN}b${env:HOST},as3cretbedge.example,***${env:TOKEN}***${env:HOST}",
    "$${a,${a,***"
  })
  void aSecretIsNeverShown(String written, String value, String shown) {
    Loaded<Hidden> loaded = Sample.load(Hidden.class, "{ 'secret': '" + written + "' }");
    assertThat(loaded.config().secret().reveal()).isEqualTo(value);
    assertThat(loaded.config()).hasToString("Hidden[secret=***]");
    assertThat(loaded.effective().path("secret").textValue()).isEqualTo(shown);
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }
}
