package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Metrics under the names of gRFC A66. */
@ExtendWith(NoLeaks.class)
class Seed014CallMetricsTest {
  private static final String METHOD = "helloworld.Greeter/SayHello";

  @Test
  void oneHundredCallsThatSucceedAndFiveThatFailAreCountedSo() {
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .unary(
                    METHOD,
                    (request, response) -> {
                      if (request.length > 0) {
                        response.onError(Status.NOT_FOUND.asRuntimeException());
                      } else {
                        GrpcOrigin.finish(response, request);
                      }
                    })
                .start();
        TestGateway gateway =
            TestConfig.grpc(origin.port()).with("metrics", "{\"names\":[\"grpc\"]}").start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      for (int i = 0; i < 105; i++) {
        calls.status(METHOD, new byte[i % 21 == 20 ? 1 : 0]);
      }
      for (int i = 0; i < 300; i++) {
        calls.status("made.Up/Name" + i, new byte[0]);
      }
      List<String> lines = gateway.gateway().metrics().lines().toList();
      long series =
          lines.stream().filter(line -> line.startsWith("grpc_server_call_started_total{")).count();
      String labels = "{grpc_method=\"" + METHOD + "\"";
      SeedReport.row(
          "0.14",
          "100 calls succeed, 5 fail; then 300 names that clients make up",
          "105 started, 100 OK, 5 NOT_FOUND; at most 251 series, the rest in other",
          lines.stream()
                  .filter(
                      line ->
                          line.startsWith("grpc_server_call_started_total" + labels)
                              || line.startsWith(
                                  "grpc_server_call_duration_seconds_count" + labels))
                  .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                  .toList()
              + ", "
              + series
              + " series");
      assertThat(lines)
          .contains(
              "grpc_server_call_started_total" + labels + "} 105.0",
              "grpc_server_call_duration_seconds_count" + labels + ",grpc_status=\"OK\"} 100",
              "grpc_server_call_duration_seconds_count" + labels + ",grpc_status=\"NOT_FOUND\"} 5",
              "grpc_client_attempt_duration_seconds_count"
                  + labels
                  + ",grpc_status=\"OK\",grpc_target=\"origin\"} 100",
              "grpc_server_call_started_total{grpc_method=\"other\"} 51.0");
      assertThat(series).isEqualTo(251);
    }
  }
}
