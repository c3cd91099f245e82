package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.codec.health.HealthCheckRequest;
import dev.drover.codec.health.HealthCheckResponse;
import dev.drover.codec.health.HealthCheckResponse.ServingStatus;
import dev.drover.testing.Collected;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway's own grpc.health.v1 on its data port (SEEDS 0.19). */
@ExtendWith(NoLeaks.class)
class HealthTest {
  private static final String CHECK = "grpc.health.v1.Health/Check";
  private static final String WATCH = "grpc.health.v1.Health/Watch";

  @Test
  void theGatewayServes() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      byte[] answer = calls.unary(CHECK, HealthCheckRequest.getDefaultInstance().toByteArray());

      assertThat(HealthCheckResponse.parseFrom(answer).getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void aServiceThatNobodyNamedIsNotFound() {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      byte[] asked = HealthCheckRequest.newBuilder().setService("no.Such").build().toByteArray();

      assertThat(calls.status(CHECK, asked).getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(calls.status("grpc.health.v1.Health/Other", asked).getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(calls.status(CHECK, new byte[] {1, 2, 3}).getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void whoWatchesIsToldWhenTheGatewayBeginsToStop() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .with("shutdown", "{\"delay\": \"1s\", \"grace\": \"100ms\"}")
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Collected watched = new Collected();
      StreamObserver<byte[]> request = calls.bidi(WATCH, watched);
      request.onNext(HealthCheckRequest.getDefaultInstance().toByteArray());
      request.onCompleted();
      assertThat(statuses(watched.await(1))).containsExactly(ServingStatus.SERVING);

      gateway.stop();

      assertThat(statuses(watched.await(2)))
          .containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
      assertThat(watched.awaitStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  private static List<ServingStatus> statuses(List<byte[]> messages) throws Exception {
    List<ServingStatus> statuses = new ArrayList<>();
    for (byte[] message : messages) {
      statuses.add(HealthCheckResponse.parseFrom(message).getStatus());
    }
    return statuses;
  }
}
