package dev.drover.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.drover.config.MetricsConfig.Names;
import dev.drover.exchange.Exchange;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandardNamesTest {
  private static final String HELLO = "helloworld.Greeter/SayHello";

  private final Exchanges exchanges = new Exchanges();

  private static Telemetry telemetry(Set<Names> names, int places) {
    return new Telemetry(
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), null, null, names, places);
  }

  private static List<String> lines(Telemetry telemetry) {
    return telemetry.scrape().lines().toList();
  }

  @Test
  void callsHaveTheNamesAndBoundsOfA66() {
    Telemetry telemetry = telemetry(EnumSet.of(Names.GRPC), 10);
    LoopTelemetry loop = telemetry.loop();
    Exchange exchange = exchanges.grpc(HELLO);
    exchange.onEnd(failure -> loop.ended(exchange));
    exchange.routed("greeter", HELLO);
    loop.routed(exchange);
    exchange.received(1500);
    exchange.sent(5);
    exchanges.pass(12);
    exchange.answered(200);
    exchange.answered(GrpcCode.NOT_FOUND);
    exchange.complete();
    String labels = "{grpc_method=\"" + HELLO + "\",grpc_status=\"NOT_FOUND\"";
    assertThat(lines(telemetry))
        .contains(
            "grpc_server_call_started_total{grpc_method=\"" + HELLO + "\"} 1.0",
            "grpc_server_call_duration_seconds_count" + labels + "} 1",
            "grpc_server_call_duration_seconds_sum" + labels + "} 0.012",
            "grpc_server_call_duration_seconds_bucket" + labels + ",le=\"0.01\"} 0",
            "grpc_server_call_duration_seconds_bucket" + labels + ",le=\"0.013\"} 1",
            "grpc_server_call_duration_seconds_bucket" + labels + ",le=\"100.0\"} 1",
            "grpc_server_call_rcvd_total_compressed_message_size_bytes_sum" + labels + "} 1500.0",
            "grpc_server_call_rcvd_total_compressed_message_size_bytes_bucket"
                + labels
                + ",le=\"1024.0\"} 0",
            "grpc_server_call_rcvd_total_compressed_message_size_bytes_bucket"
                + labels
                + ",le=\"2048.0\"} 1",
            "grpc_server_call_sent_total_compressed_message_size_bytes_sum" + labels + "} 5.0")
        .noneMatch(line -> line.contains("0.075") || line.startsWith("grpc_server_handled"))
        .noneMatch(line -> line.startsWith("rpc_") || line.startsWith("http_"));
  }

  @Test
  void attemptsAndCallsToUpstreamsHaveTheNamesOfA66() {
    Telemetry telemetry = telemetry(EnumSet.of(Names.GRPC), 10);
    UpstreamTelemetry upstream = telemetry.loop().upstream("greeter");
    EndpointTelemetry endpoint = upstream.endpoint("127.0.0.1:50051");
    endpoint.started(HELLO);
    endpoint.failed(1_000_000, HELLO, Reason.RESET_BEFORE_HEADERS, 10, 0);
    endpoint.started(HELLO);
    endpoint.answered(2_000_000, HELLO, GrpcCode.OK, 10, 20);
    upstream.called(HELLO, GrpcCode.OK, 5_000_000);
    String both = "{grpc_method=\"" + HELLO + "\",grpc_status=\"CODE\",grpc_target=\"greeter\"} ";
    String ok = both.replace("CODE", "OK");
    String unavailable = both.replace("CODE", "UNAVAILABLE");
    assertThat(lines(telemetry))
        .contains(
            "grpc_client_attempt_started_total{grpc_method=\""
                + HELLO
                + "\",grpc_target=\"greeter\"} 2.0",
            "grpc_client_attempt_duration_seconds_sum" + ok + "0.002",
            "grpc_client_attempt_duration_seconds_sum" + unavailable + "0.001",
            "grpc_client_attempt_sent_total_compressed_message_size_bytes_sum" + ok + "10.0",
            "grpc_client_attempt_rcvd_total_compressed_message_size_bytes_sum" + ok + "20.0",
            "grpc_client_attempt_rcvd_total_compressed_message_size_bytes_count"
                + unavailable
                + "1",
            "grpc_client_call_duration_seconds_count" + ok + "1",
            "grpc_client_call_duration_seconds_sum" + ok + "0.005")
        .noneMatch(
            line -> line.startsWith("grpc_client_call_duration_seconds_count" + unavailable));
  }

  @Test
  void sizesThatAreNotKnownAreNotShown() {
    Telemetry telemetry = telemetry(EnumSet.of(Names.GRPC), 10);
    telemetry.loop().upstream("greeter").endpoint("a:1").answered(2_000_000, HELLO, GrpcCode.OK);
    assertThat(lines(telemetry))
        .filteredOn(line -> line.startsWith("grpc_client_attempt_sent") && line.contains("_count"))
        .allMatch(line -> line.endsWith(" 0"));
  }

  @Test
  void openTelemetryHasNamesOfItsOwnForTheSame() {
    Telemetry telemetry = telemetry(EnumSet.of(Names.OTEL), 10);
    LoopTelemetry loop = telemetry.loop();
    exchanges.call(loop, HELLO, GrpcCode.NOT_FOUND, 60);
    exchanges.call(loop, HELLO, GrpcCode.INTERNAL, 60);
    exchanges.get(loop, "home", 503, 60);
    loop.upstream("greeter").endpoint("a:1").answered(60_000_000, HELLO, GrpcCode.NOT_FOUND);
    loop.upstream("shop").endpoint("b:1").answered(60_000_000, 404);
    String call = "rpc_method=\"" + HELLO + "\",rpc_response_status_code=\"";
    assertThat(lines(telemetry))
        .contains(
            "rpc_server_call_duration_seconds_count{error_type=\"\","
                + call
                + "NOT_FOUND\",rpc_system_name=\"grpc\"} 1",
            "rpc_server_call_duration_seconds_bucket{error_type=\"INTERNAL\","
                + call
                + "INTERNAL\",rpc_system_name=\"grpc\",le=\"0.075\"} 1",
            "rpc_client_call_duration_seconds_count{error_type=\"NOT_FOUND\","
                + call
                + "NOT_FOUND\",rpc_system_name=\"grpc\",server_address=\"greeter\"} 1",
            "http_server_request_duration_seconds_count{error_type=\"503\","
                + "http_request_method=\"GET\",http_response_status_code=\"503\","
                + "http_route=\"home\"} 1",
            "http_client_request_duration_seconds_count{error_type=\"404\","
                + "http_response_status_code=\"404\",server_address=\"shop\"} 1")
        .noneMatch(line -> line.contains("le=\"0.013\"") || line.startsWith("drover_failures"));
  }

  @Test
  void allNamesCanBeShownAtOnce() {
    Telemetry telemetry = telemetry(EnumSet.allOf(Names.class), 10);
    LoopTelemetry loop = telemetry.loop();
    exchanges.call(loop, HELLO, GrpcCode.OK, 1);
    assertThatCode(telemetry::scrape).doesNotThrowAnyException();
    assertThat(telemetry.scrape())
        .contains("grpc_server_handled_total", "grpc_server_call_started_total")
        .contains("rpc_server_call_duration_seconds_count", "route=\"greeter\"");
  }

  @Test
  void whatHasNoPlaceIsOther() {
    Telemetry telemetry = telemetry(EnumSet.of(Names.GRPC, Names.OTEL), 2);
    LoopTelemetry loop = telemetry.loop();
    for (int i = 0; i < 10; i++) {
      exchanges.call(loop, "made.Up/Name" + i, GrpcCode.UNIMPLEMENTED, 1);
    }
    assertThat(lines(telemetry))
        .contains(
            "grpc_server_call_started_total{grpc_method=\"made.Up/Name0\"} 1.0",
            "grpc_server_call_started_total{grpc_method=\"other\"} 9.0")
        .anyMatch(line -> line.contains("rpc_method=\"_OTHER\""));
  }
}
