package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigTest {
  private static final LimitsConfig LIMITS =
      new LimitsConfig(
          Size.parse("16KiB"),
          100,
          Size.parse("8KiB"),
          Optional.empty(),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          256,
          10_000,
          Size.parse("1MiB"),
          Size.parse("4MiB"),
          1000,
          1000);

  @Test
  void theSmallestConfigurationIsOneListener() {
    ListenerConfig listener =
        new ListenerConfig(
            Optional.of("0.0.0.0"), 8080, Optional.empty(), Optional.empty(), LIMITS, List.of());
    assertThat(Sample.gateway("{ 'listeners': [ {} ] }"))
        .isEqualTo(
            new GatewayConfig(
                List.of(listener),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                ConfigReader.defaults(TasksConfig.class),
                Optional.empty(),
                new AccessLogConfig(true, "stdout", 8192),
                new MetricsConfig(List.of(MetricsConfig.Names.DROVER)),
                Optional.empty(),
                new GuardConfig(Duration.ofSeconds(1), 95),
                new ShutdownConfig(Duration.ofSeconds(10), Duration.ZERO)));
  }

  @Test
  void aGatewayNeedsAListener() {
    assertThat(Sample.problems(GatewayConfig.class, "{}"))
        .containsExactly("/listeners: required, but missing; expected a list");
    assertThat(Sample.problems(GatewayConfig.class, "{ 'listeners': [] }"))
        .containsExactly("/listeners: expected a list of at least 1 item, found 0");
  }

  @Test
  void addressesDifferUnlessAnyPortIsTaken() {
    String json =
        """
        { 'listeners': [ {}, { 'port': 8080 }, { 'port': 0 }, { 'port': 0 }, { 'unix': '/a' },
            { 'unix': '/a' }, { 'host': '127.0.0.1' } ] }
        """;
    assertThat(Sample.problems(GatewayConfig.class, json))
        .containsExactly(
            "/listeners/1: the address 0.0.0.0:8080 is taken by /listeners/0; give each its own",
            "/listeners/5: the socket /a is taken by /listeners/4; give each its own");
  }

  @Test
  void theAdminAddressIsNotThatOfAListener() {
    String json = "{ 'listeners': [ { 'host': '127.0.0.1', 'port': 9901 } ], 'admin': {} }";
    assertThat(Sample.problems(GatewayConfig.class, json))
        .containsExactly(
            "/admin: the address 127.0.0.1:9901 is taken by /listeners/0; give each its own");
  }

  @Test
  void idsOfRoutesDiffer() {
    String json =
        """
        { 'listeners': [ {} ], 'routes': [ { 'id': 'a', 'respond': {} }, { 'respond': {} },
            { 'id': 'a', 'respond': {} }, { 'id': 'route-1', 'respond': {} } ] }
        """;
    assertThat(Sample.problems(GatewayConfig.class, json))
        .containsExactly(
            "/routes/2: the id \"a\" is taken by /routes/0; give each its own",
            "/routes/3: the id \"route-1\" is taken by /routes/1; give each its own");
  }

  @Test
  void aRouteNamesAnUpstreamThatExistsEvenIfThatIsBroken() {
    String json =
        """
        { 'listeners': [ {} ], 'upstreams': { 'a': { 'protocol': 'no' } },
          'routes': [ { 'relay': 'a' }, { 'relay': { 'upstream': 'b' } }, { 'relay': '${env:TOKEN}' } ] }
        """;
    assertThat(Sample.problems(GatewayConfig.class, json))
        .containsExactly(
            "/upstreams/a/protocol: unknown protocol \"no\"; known: \"grpc\" and \"bus\"",
            "/routes/1/relay/upstream: no upstream is named \"b\"; known: \"a\"",
            "/routes/2/relay: no upstream is named what \"${env:TOKEN}\" expands to");
  }

  @Test
  void aRouteIsReadWithAllItsKeys() {
    String json =
        """
        { 'id': 'x', 'match': { 'prefix': '/a' }, 'filters': [], 'respond': { 'status': 204 },
          'timeout': '2s', 'bodyBytes': '1MB', 'accessLog': false }
        """;
    RouteConfig route = Sample.read(RouteConfig.class, json);
    assertThat(route.match().prefix()).contains("/a");
    assertThat(route.handler())
        .isEqualTo(new Choice("respond", new Sample.Respond(204, Optional.empty()), "/respond"));
    assertThat(route.timeout()).contains(Duration.ofSeconds(2));
    assertThat(route.bodyBytes()).contains(Size.of(1_000_000));
    assertThat(route.accessLog()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ 'unix': '/a', 'port': 8080 }|expected either \"unix\" or \"host\" and \"port\", found both;"
            + " keep one",
        "{ 'unix': '/a', 'host': 'h' }|expected either \"unix\" or \"host\" and \"port\", found both;"
            + " keep one",
        "{ 'trustedProxies': ['proxy'] }|/trustedProxies/0: expected an IP address or a block such as"
            + " \"10.0.0.0/8\", found \"proxy\"",
        "{ 'tls': {} }|/tls/certificates: required, but missing; expected a list",
        "{ 'tls': { 'certificates': [ { 'certificate': 'c' } ] } }|/tls/certificates/0/key: required,"
            + " but missing; expected a string",
        "{ 'tls': { 'certificates': [ { 'certificate': 'c', 'key': 'k' } ], 'clientAuth':"
            + " 'required' } }|/tls/clientCa: required, but missing, since \"clientAuth\" is"
            + " \"required\"; expected the path of a PEM file",
        "{ 'tls': { 'certificates': [ { 'certificate': 'c', 'key': 'k' } ], 'clientCa': 'x' } }|"
            + "/tls/clientCa: not used while \"clientAuth\" is \"none\"; set that to \"required\" or"
            + " \"optional\""
      })
  void aListenerThatCannotBeOpenedIsRefused(String json, String problem) {
    assertThat(Sample.problems(ListenerConfig.class, json)).containsExactly(problem);
  }

  @Test
  void aListenerOnASocketHasNoHost() {
    ListenerConfig listener = Sample.read(ListenerConfig.class, "{ 'unix': '/run/drover' }");
    assertThat(listener.host()).isEmpty();
    assertThat(listener.unix()).contains("/run/drover");
  }
}
