package dev.drover.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.MetricsConfig.Names;
import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private final Exchanges exchanges = new Exchanges();
  private final Telemetry telemetry = new Telemetry();
  private final LoopTelemetry loop = telemetry.loop();

  @Test
  void oneHundredAndFiveCallsAreCountedByStatus() {
    for (int i = 0; i < 100; i++) {
      exchanges.call(loop, "helloworld.Greeter/SayHello", GrpcCode.OK, 1);
    }
    for (int i = 0; i < 5; i++) {
      exchanges.call(loop, "helloworld.Greeter/SayHello", GrpcCode.NOT_FOUND, 1);
    }
    String labels =
        "{grpc_CODEmethod=\"SayHello\",grpc_service=\"helloworld.Greeter\",grpc_type=\"relay\"} ";
    String all = labels.replace("CODE", "");
    assertThat(telemetry.scrape().lines())
        .contains(
            "grpc_server_started_total" + all + "105.0",
            "grpc_server_handling_seconds_count" + all + "105",
            "grpc_server_handled_total" + labels.replace("CODE", "code=\"OK\",grpc_") + "100.0",
            "grpc_server_handled_total"
                + labels.replace("CODE", "code=\"NOT_FOUND\",grpc_")
                + "5.0",
            "http_server_request_duration_seconds_count{http_request_method=\"POST\","
                + "http_response_status_code=\"200\",route=\"greeter\"} 105");
  }

  @Test
  void aDurationFallsIntoTheBucketWhoseBoundItDoesNotExceed() {
    exchanges.get(loop, "home", 200, 5);
    exchanges.get(loop, "home", 200, 6);
    exchanges.get(loop, "home", 200, 250);
    exchanges.get(loop, "home", 200, 20_000);
    String row =
        "http_server_request_duration_seconds_X{http_request_method=\"GET\","
            + "http_response_status_code=\"200\",route=\"home\"LE} ";
    String bucket = row.replace("X", "bucket");
    assertThat(telemetry.scrape().lines())
        .contains(
            bucket.replace("LE", ",le=\"0.005\"") + "1",
            bucket.replace("LE", ",le=\"0.01\"") + "2",
            bucket.replace("LE", ",le=\"0.1\"") + "2",
            bucket.replace("LE", ",le=\"0.25\"") + "3",
            bucket.replace("LE", ",le=\"10.0\"") + "3",
            bucket.replace("LE", ",le=\"+Inf\"") + "4",
            row.replace("X", "count").replace("LE", "") + "4",
            row.replace("X", "sum").replace("LE", "") + "20.261");
  }

  @Test
  void loopsAreAddedUp() {
    LoopTelemetry second = telemetry.loop();
    exchanges.get(loop, "home", 200, 1);
    exchanges.get(second, "home", 200, 1);
    exchanges.get(second, "home", 503, 1);
    String row = "http_server_request_duration_seconds_count{http_request_method=\"GET\",";
    assertThat(telemetry.scrape().lines())
        .contains(
            row + "http_response_status_code=\"200\",route=\"home\"} 2",
            row + "http_response_status_code=\"503\",route=\"home\"} 1");
  }

  @Test
  void countersOfALoopThatClosedAreContinuedByTheNext() {
    exchanges.get(loop, "home", 200, 1);
    loop.close();
    LoopTelemetry next = telemetry.loop();
    exchanges.get(next, "home", 200, 1);
    assertThat(next).isSameAs(loop);
    assertThat(telemetry.scrape()).contains("route=\"home\"} 2");
  }

  @Test
  void anExchangeIsActiveUntilItEnds() {
    Exchange exchange = exchanges.http(HttpMethod.GET, "/");
    loop.started(exchange);
    exchange.onEnd(failure -> loop.ended(exchange));
    assertThat(telemetry.scrape()).contains("http_server_active_requests 1.0");
    exchange.fail(Failure.of(Reason.CANCELLED, "The client has gone."));
    assertThat(telemetry.scrape().lines())
        .contains(
            "http_server_active_requests 0.0",
            "drover_failures_total{party=\"client\",reason=\"CANCELLED\"} 1.0",
            "drover_failures_total{party=\"local\",reason=\"DEADLINE\"} 0.0",
            "http_server_request_duration_seconds_count{http_request_method=\"GET\","
                + "http_response_status_code=\"499\",route=\"none\"} 1");
  }

  @Test
  void aGrpcCallThatFailsBeforeItsStatusIsCountedByItsReason() {
    Exchange exchange = exchanges.grpc("shop.Orders/Watch");
    exchange.onEnd(failure -> loop.ended(exchange));
    exchange.routed("orders", "shop.Orders/Watch");
    exchange.fail(Failure.of(Reason.CANCELLED, "The client has gone."));
    assertThat(telemetry.scrape())
        .contains(
            "grpc_server_handled_total{grpc_code=\"CANCELLED\",grpc_method=\"Watch\","
                + "grpc_service=\"shop.Orders\",grpc_type=\"relay\"} 1.0");
  }

  @Test
  void namesThatClientsMakeUpShareOneSeries() {
    Telemetry small =
        new Telemetry(
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            null,
            null,
            Set.of(Names.DROVER),
            4);
    LoopTelemetry few = small.loop();
    for (int i = 0; i < 50; i++) {
      exchanges.call(few, "made.Up/Name" + i, GrpcCode.UNIMPLEMENTED, 1);
    }
    for (int i = 0; i < 3; i++) {
      exchanges.call(few, "real.One/Known", GrpcCode.OK, 1);
    }
    String row = "grpc_server_handled_total{grpc_code=\"CODE\",grpc_method=\"";
    assertThat(small.scrape().lines().filter(line -> line.startsWith("grpc_server_handled")))
        .containsExactlyInAnyOrder(
            row.replace("CODE", "UNIMPLEMENTED")
                + "Name0\",grpc_service=\"made.Up\",grpc_type=\"relay\"} 1.0",
            row.replace("CODE", "UNIMPLEMENTED")
                + "Name1\",grpc_service=\"made.Up\",grpc_type=\"relay\"} 1.0",
            row.replace("CODE", "UNIMPLEMENTED")
                + "other\",grpc_service=\"other\",grpc_type=\"relay\"} 48.0",
            row.replace("CODE", "OK") + "other\",grpc_service=\"other\",grpc_type=\"relay\"} 1.0",
            row.replace("CODE", "OK")
                + "Known\",grpc_service=\"real.One\",grpc_type=\"relay\"} 2.0");
  }

  @Test
  void methodsThatHttpDoesNotKnowShareOneLabel() {
    for (String name : new String[] {"BREW", "WHEN"}) {
      Exchange exchange = exchanges.http(HttpMethod.valueOf(name), "/pot");
      exchange.onEnd(failure -> loop.ended(exchange));
      exchange.routed("pot", name);
      exchange.answered(418);
      exchange.complete();
    }
    assertThat(telemetry.scrape())
        .contains(
            "count{http_request_method=\"_OTHER\",http_response_status_code=\"418\",route=\"pot\"} 2");
  }

  @Test
  void gaugesOfTheSameNameAndLabelsAreAddedUp() {
    Map<String, String> labels = Map.of("upstream", "greeter");
    telemetry.gauge("drover_pool_connections", "Open connections.", labels, () -> 2);
    Telemetry.Gauge second =
        telemetry.gauge("drover_pool_connections", "Open connections.", labels, () -> 3);
    assertThat(telemetry.scrape()).contains("drover_pool_connections{upstream=\"greeter\"} 5.0");
    second.close();
    assertThat(telemetry.scrape()).contains("drover_pool_connections{upstream=\"greeter\"} 2.0");
  }

  @Test
  void openMetricsIsGivenToThoseWhoAskForIt() {
    exchanges.get(loop, "home", 200, 1);
    assertThat(telemetry.scrape("application/openmetrics-text; version=1.0.0, */*;q=0.1"))
        .satisfies(
            scrape -> {
              assertThat(scrape.contentType()).startsWith("application/openmetrics-text");
              assertThat(scrape.text()).endsWith("# EOF\n");
            });
    assertThat(telemetry.scrape("*/*").contentType()).startsWith("text/plain");
  }

  @Test
  void errorsAreCountedWhateverTheProtocol() {
    exchanges.get(loop, "home", 200, 1);
    exchanges.get(loop, "home", 404, 1);
    exchanges.get(loop, "home", 503, 1);
    exchanges.call(loop, "helloworld.Greeter/SayHello", GrpcCode.NOT_FOUND, 1);
    exchanges.call(loop, "helloworld.Greeter/SayHello", GrpcCode.INTERNAL, 1);
    assertThat(telemetry.scrape())
        .contains("drover_errors_total{route=\"home\"} 1.0")
        .contains("drover_errors_total{route=\"greeter\"} 1.0");
  }

  @Test
  void totalsSayHowEachRouteIsDoing() {
    LoopTelemetry second = telemetry.loop();
    for (int i = 0; i < 99; i++) {
      exchanges.get(i % 2 == 0 ? loop : second, "home", 200, 7);
    }
    exchanges.get(second, "home", 500, 3000);
    Totals totals = telemetry.totals();
    assertThat(totals.requests()).isEqualTo(100);
    assertThat(totals.active()).isZero();
    assertThat(totals.routes()).containsEntry("home", new Totals.Route(100, 1, 0.01, 0.01));
    exchanges.get(loop, "home", 500, 3000);
    assertThat(telemetry.totals().routes())
        .containsEntry("home", new Totals.Route(101, 2, 0.01, 5));
  }

  @Test
  void aGaugeThatThrowsDoesNotBreakTheScrape() {
    telemetry.gauge(
        "drover_pool_connections",
        "Open connections.",
        Map.of(),
        () -> {
          throw new IllegalStateException("broken on purpose");
        });
    assertThat(telemetry.scrape()).contains("drover_pool_connections NaN", "drover_failures_total");
  }
}
