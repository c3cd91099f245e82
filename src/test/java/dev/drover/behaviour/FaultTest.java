package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients meet delays and errors that the configuration, or they themselves, have asked for. */
@ExtendWith(NoLeaks.class)
class FaultTest {
  private static JsonArray fault(String json) {
    return new JsonArray().add(new JsonObject().put("fault", new JsonObject(json)));
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Test
  void anHttpClientIsDelayedAndRefused() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .route("filters", fault("{\"delay\": \"100ms\", \"byHeader\": true}"))
                .start()) {
      long start = System.nanoTime();
      HttpResponse<String> slow = HttpClients.get(HttpClients.http1(), gateway.url("/"));
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(100);
      assertThat(slow.body()).isEqualTo("hello");
      assertThat(slow.headers().firstValue("x-drover-fault")).contains("delay");

      HttpResponse<String> refused =
          HttpClients.post(
              HttpClients.http2(), gateway.url("/"), "content", "x-drover-fault-abort", "503");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().allValues("x-drover-fault")).contains("abort");
      assertThat(origin.requests()).hasSize(1);
      assertThat(gateway.gateway().metrics())
          .contains("drover_faults_total{fault=\"delay\",route=\"all\"} 2.0")
          .contains("drover_faults_total{fault=\"abort\",route=\"all\"} 1.0");
    }
  }

  @Test
  void aGrpcClientIsToldACode() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            TestConfig.grpc(origin.port()).route("filters", fault("{\"byHeader\": true}")).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Metadata asking = new Metadata();
      asking.put(
          Metadata.Key.of("x-drover-fault-abort", Metadata.ASCII_STRING_MARSHALLER),
          "RESOURCE_EXHAUSTED");
      Assertions.assertThatThrownBy(
              () -> calls.unary(GrpcMethods.UNARY, Bytes.of("m"), CallOptions.DEFAULT, asking))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              thrown ->
                  assertThat(thrown.getStatus().getCode())
                      .isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
      assertThat(calls.unary(GrpcMethods.UNARY, Bytes.of("m"))).isEqualTo(Bytes.of("m"));
      assertThat(origin.calls()).hasSize(1);
    }
  }

  @Test
  void aDelayCountsAgainstTheDeadline() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            TestConfig.grpc(origin.port()).route("filters", fault("{\"delay\": \"30s\"}")).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Status status =
          calls.status(
              GrpcMethods.UNARY,
              Bytes.of("m"),
              CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS));
      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(origin.calls()).isEmpty();
    }
  }
}
