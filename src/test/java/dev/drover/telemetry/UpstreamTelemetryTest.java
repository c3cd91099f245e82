package dev.drover.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import org.junit.jupiter.api.Test;

class UpstreamTelemetryTest {
  private static final String HELLO = "helloworld.Greeter/SayHello";

  private final Telemetry telemetry = new Telemetry();
  private final UpstreamTelemetry upstream = telemetry.loop().upstream("greeter");
  private final EndpointTelemetry endpoint = upstream.endpoint("127.0.0.1:50051");

  @Test
  void grpcAttemptsAreCountedByCodeAndOutcome() {
    endpoint.answered(2_000_000, HELLO, GrpcCode.OK);
    endpoint.answered(2_000_000, HELLO, GrpcCode.NOT_FOUND);
    endpoint.answered(2_000_000, HELLO, GrpcCode.UNAVAILABLE);
    endpoint.failed(1_000_000, HELLO, Reason.CONNECT_FAILED);
    String method =
        "grpc_method=\"SayHello\",grpc_service=\"helloworld.Greeter\",upstream=\"greeter\"} ";
    assertThat(telemetry.scrape().lines())
        .contains(
            "grpc_client_handled_total{grpc_code=\"UNAVAILABLE\"," + method + "2.0",
            "grpc_client_handled_total{grpc_code=\"NOT_FOUND\"," + method + "1.0",
            "grpc_client_handling_seconds_count{" + method + "4",
            "grpc_client_handling_seconds_sum{" + method + "0.007",
            attempts("OK", 2),
            attempts("ERROR", 1),
            attempts("CONNECT_FAILED", 1));
  }

  @Test
  void httpAttemptsAreCountedByStatusAndOutcome() {
    endpoint.answered(2_000_000, 204);
    endpoint.answered(2_000_000, 503);
    endpoint.failed(2_000_000, Reason.RESET_BEFORE_HEADERS);
    String row = "http_client_request_duration_seconds_count{http_response_status_code=";
    assertThat(telemetry.scrape().lines())
        .contains(
            row + "\"204\",upstream=\"greeter\"} 1",
            row + "\"503\",upstream=\"greeter\"} 1",
            attempts("OK", 1),
            attempts("ERROR", 1),
            attempts("RESET_BEFORE_HEADERS", 1));
  }

  @Test
  void anEndpointThatIsGoneLeavesNoSeries() {
    endpoint.answered(1, 200);
    endpoint.close();
    assertThat(telemetry.scrape()).doesNotContain("127.0.0.1:50051");
  }

  @Test
  void pastAThousandEndpointsTheRestShareOneSeries() {
    for (int i = 0; i < 1100; i++) {
      upstream.endpoint("10.0.0.1:" + i).answered(1, 200);
    }
    assertThat(telemetry.scrape())
        .contains("{endpoint=\"other\",outcome=\"OK\",upstream=\"greeter\"} 101.0");
  }

  private static String attempts(String outcome, int count) {
    return "drover_upstream_attempts_total{endpoint=\"127.0.0.1:50051\",outcome=\""
        + outcome
        + "\",upstream=\"greeter\"} "
        + count
        + ".0";
  }
}
