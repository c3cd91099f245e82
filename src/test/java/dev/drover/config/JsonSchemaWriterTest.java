package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaWriterTest {
  private static final JsonNode WRITTEN =
      JsonSchemaWriter.write(GatewayConfig.class, Sample.VOCABULARY);
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final JsonSchema SCHEMA = FACTORY.getSchema(WRITTEN);

  @Test
  void theSchemaIsAValidSchema() {
    assertThat(FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012)).validate(WRITTEN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ 'listeners': [ {} ] }",
        "{ '$schema': 'x', 'listeners': [ { 'port': '${env:PORT}', 'limits': { 'uriBytes': '${env:NONE:-4KiB}' } } ] }",
        "{ 'listeners': [ { 'unix': '/a', 'trustedProxies': ['::1'], 'tls': { 'certificates': [ {"
            + " 'certificate': 'c', 'key': 'k' } ], 'clientAuth': 'optional', 'clientCa': 'x' } } ] }",
        "{ 'listeners': [ {} ], 'admin': { 'port': 0 }, 'upstreams': { 'a': { 'protocol': 'grpc',"
            + " 'endpoints': [ 'h:1', { 'address': 'h:2' } ], 'balance': 'route' }, 'b': { 'protocol':"
            + " 'bus', 'address': 'x' } }, 'routes': [ { 'match': { 'grpc': 'a.B/*', 'methods':"
            + " ['POST'], 'headers': { 'a': '*' } }, 'relay': 'a', 'timeout': '2s', 'filters': [ {"
            + " 'cors': ['*'] }, { 'cors': { 'maxAge': '1s' } }, { 'rateLimit': { 'rate': 0.5, 'token':"
            + " 'x' } } ] }, { 'relay': { 'upstream': 'b' } }, { 'respond': { 'body': [1] } } ] }"
      })
  void whatIsReadIsValid(String json) {
    assertThat(Sample.problems(GatewayConfig.class, json)).isEmpty();
    assertThat(SCHEMA.validate(json.replace('\'', '"'), InputFormat.JSON)).isEmpty();
    String effective = Sample.load(GatewayConfig.class, json).effective().toString();
    assertThat(SCHEMA.validate(effective, InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{ 'listeners': [] }",
        "{ 'listeners': [ {} ], 'cluster': {} }",
        "{ 'listeners': [ { 'port': 70000 } ] }",
        "{ 'listeners': [ { 'port': 'x' } ] }",
        "{ 'listeners': [ { 'tls': { 'certificates': [] } } ] }",
        "{ 'listeners': [ { 'limits': { 'uriBytes': 5 } } ] }",
        "{ 'listeners': [ {} ], 'shutdown': { 'grace': '5' } }",
        "{ 'listeners': [ {} ], 'upstreams': { 'a': { 'protocol': 'http' } } }",
        "{ 'listeners': [ {} ], 'upstreams': { 'a': { 'address': 'x' } } }",
        "{ 'listeners': [ {} ], 'upstreams': { 'a': { 'protocol': 'bus', 'endpoints': [] } } }",
        "{ 'listeners': [ {} ], 'routes': [ {} ] }",
        "{ 'listeners': [ {} ], 'routes': [ { 'respond': {}, 'relay': 'a' } ] }",
        "{ 'listeners': [ {} ], 'routes': [ { 'respond': {}, 'match': { 'methods': ['get'] } } ] }",
        "{ 'listeners': [ {} ], 'routes': [ { 'respond': {}, 'filters': [ {} ] } ] }",
        "{ 'listeners': [ {} ], 'routes': [ { 'respond': {}, 'filters': [ { 'corz': {} } ] } ] }",
        "{ 'listeners': [ {} ], 'routes': [ { 'respond': {}, 'filters': [ { 'cors': [], 'rateLimit': { 'rate': 1 } } ] } ] }"
      })
  void whatIsNotValidIsNotRead(String json) {
    assertThat(SCHEMA.validate(json.replace('\'', '"'), InputFormat.JSON)).isNotEmpty();
    assertThat(Sample.problems(GatewayConfig.class, json)).isNotEmpty();
  }

  @Test
  void aKeySaysWhatItIsForAndWhatItIsWhenAbsent() {
    assertThat(WRITTEN.at("/$defs/ListenerConfig/properties/port"))
        .hasToString(
            "{\"description\":\"The TCP port; 0 takes any free one.\",\"anyOf\":[{\"type\":\"integer\","
                + "\"minimum\":0,\"maximum\":65535},{\"$ref\":\"#/$defs/expansion\"}],\"default\":8080}");
    assertThat(WRITTEN.at("/$defs/ShutdownConfig/properties/grace"))
        .hasToString(
            "{\"description\":\"How long exchanges may still take once the listeners are closed. (from 0s"
                + " to 1h)\",\"anyOf\":[{\"type\":\"string\",\"pattern\":\"^([0-9]{1,15})(ms|s|m|h|d)$\"},"
                + "{\"$ref\":\"#/$defs/expansion\"}],\"default\":\"10s\"}");
    assertThat(WRITTEN.at("/$defs/upstreams.bus"))
        .hasToString(
            "{\"description\":\"An address on the event bus.\",\"type\":\"object\",\"properties\":{"
                + "\"address\":{\"description\":\"The address.\",\"type\":\"string\"},\"protocol\":{"
                + "\"const\":\"bus\"}},\"required\":[\"address\",\"protocol\"],"
                + "\"additionalProperties\":false}");
  }
}
