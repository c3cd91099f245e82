package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.DebugInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Details of an error survive the way from gRPC to HTTP and back (gRFC L44). */
@ExtendWith(NoLeaks.class)
class Seed205RichErrorsTest {
  private static final Status STATUS =
      Status.newBuilder()
          .setCode(14)
          .setMessage("come back later")
          .addDetails(
              Any.pack(DebugInfo.newBuilder().addStackEntries("at here").setDetail("why").build()))
          .addDetails(
              Any.pack(
                  RetryInfo.newBuilder()
                      .setRetryDelay(Duration.newBuilder().setSeconds(2).setNanos(1))
                      .build()))
          .build();

  @Test
  void detailsSurviveByteByByte() throws Exception {
    HttpResponse<String> answer = failing(14);
    Status.Builder back = Status.newBuilder();
    JsonFormat.parser()
        .usingTypeRegistry(
            JsonFormat.TypeRegistry.newBuilder()
                .add(DebugInfo.getDescriptor())
                .add(RetryInfo.getDescriptor())
                .build())
        .merge(answer.body(), back);
    boolean same = back.build().toByteString().equals(STATUS.toByteString());
    SeedReport.row(
        "2.5",
        "DebugInfo and RetryInfo through gRPC, HTTP and gRPC",
        "equal bytes, 503",
        (same ? "equal bytes, " : "other bytes, ") + answer.statusCode());
    assertThat(back.build()).isEqualTo(STATUS);
    assertThat(same).isTrue();
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).contains("3");
  }

  @Test
  void theFirstCodeCountsWhenTheDetailsContradictIt() throws Exception {
    HttpResponse<String> answer = failing(5);
    SeedReport.row("2.5", "grpc-status 5 with details of code 14", "404", "" + answer.statusCode());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).startsWith("{\"code\":5,\"message\":\"come back later\"");
  }

  private static HttpResponse<String> failing(int code) throws Exception {
    String details = Base64.getEncoder().withoutPadding().encodeToString(STATUS.toByteArray());
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.grpcHeaders();
                  stream.status(code, "grpc-status-details-bin", details);
                });
        TestGateway gateway =
            TestGateway.start(
                TranscodeConfigs.proto(origin.port(), "src/main/proto/drover/demo/v1/echo.proto")
                    .encode())) {
      return HttpClients.get(HttpClients.http1(), gateway.url("/v1/echo/x"));
    }
  }
}
