package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.codec.health.HealthCheckRequest;
import dev.drover.codec.health.HealthCheckResponse;
import dev.drover.codec.health.HealthCheckResponse.ServingStatus;
import dev.drover.codec.health.HealthListRequest;
import dev.drover.codec.health.HealthListResponse;
import dev.drover.testing.Collected;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** grpc.health.v1 for the services behind the gateway. */
@ExtendWith(NoLeaks.class)
class FleetHealthTest {
  private static final String HEALTH = "grpc.health.v1.Health/";
  private static final String SERVICE = "test.Echo";

  private static TestGateway gateway(GrpcOrigin origin) {
    return TestConfig.grpc(origin.port())
        .before("{\"match\": {\"grpc\": \"test.Echo/*\"}, \"relay\": \"origin\"}")
        .before("{\"match\": {\"grpc\": \"test.Local/Only\"}, \"respond\": {\"status\": 204}}")
        .start();
  }

  private static byte[] request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build().toByteArray();
  }

  private static ServingStatus check(GrpcCalls calls, String service) throws Exception {
    return HealthCheckResponse.parseFrom(calls.unary(HEALTH + "Check", request(service)))
        .getStatus();
  }

  private static Map<String, ServingStatus> list(GrpcCalls calls) throws Exception {
    byte[] asked = HealthListRequest.getDefaultInstance().toByteArray();
    Map<String, ServingStatus> all = new TreeMap<>();
    HealthListResponse.parseFrom(calls.unary(HEALTH + "List", asked))
        .getStatusesMap()
        .forEach((name, answer) -> all.put(name, answer.getStatus()));
    return all;
  }

  @Test
  void listsEveryServiceThatARouteNamesAndItsOwn() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin);
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(list(calls))
          .containsOnlyKeys("", SERVICE, "test.Local", "grpc.health.v1.Health")
          .allSatisfy((name, status) -> assertThat(status).isEqualTo(ServingStatus.SERVING));
    }
  }

  @Test
  void aServiceServesWhileItsUpstreamHasAnEndpointThatCanBeReached() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin);
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(check(calls, SERVICE)).isEqualTo(ServingStatus.SERVING);
      Collected watched = new Collected();
      StreamObserver<byte[]> request = calls.bidi(HEALTH + "Watch", watched);
      request.onNext(request(SERVICE));
      request.onCompleted();
      assertThat(status(watched, 1)).isEqualTo(ServingStatus.SERVING);

      origin.close();
      Eventually.await(
          () ->
              calls.status(GrpcMethods.UNARY, new byte[1]).getCode() == Status.Code.UNAVAILABLE
                  && watched.messages().size() > 1,
          Duration.ofSeconds(10),
          "Nobody is told that calls no longer reach the origin.");

      assertThat(status(watched, 2)).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(check(calls, "")).isEqualTo(ServingStatus.SERVING);
      assertThat(check(calls, "test.Local")).isEqualTo(ServingStatus.SERVING);
      assertThat(list(calls).get("")).isEqualTo(ServingStatus.SERVING);
    }
  }

  private static ServingStatus status(Collected watched, int number) throws Exception {
    return HealthCheckResponse.parseFrom(watched.await(number).get(number - 1)).getStatus();
  }

  @Test
  void aServiceThatNobodyServesIsUnknown() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin);
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status(HEALTH + "Check", request("test.None")).getCode())
          .isEqualTo(Status.Code.NOT_FOUND);

      Collected watched = new Collected();
      StreamObserver<byte[]> request = calls.bidi(HEALTH + "Watch", watched);
      request.onNext(request("test.None"));
      request.onCompleted();

      assertThat(status(watched, 1)).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
      assertThat(watched.ended()).isFalse();
      watched.cancel();
    }
  }

  @Test
  void aUnaryRequestHasExactlyOneMessage() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = gateway(origin);
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      for (int messages : new int[] {0, 2}) {
        Collected answer = new Collected();
        StreamObserver<byte[]> request = calls.bidi(HEALTH + "Check", answer);
        for (int i = 0; i < messages; i++) {
          request.onNext(request(SERVICE));
        }
        request.onCompleted();
        assertThat(answer.awaitStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(answer.messages()).isEmpty();
      }
    }
  }

  @Test
  void noServiceServesWhileTheGatewayStops() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .before("{\"match\": {\"grpc\": \"test.Echo/*\"}, \"relay\": \"origin\"}")
                .with("shutdown", "{\"delay\": \"1s\", \"grace\": \"100ms\"}")
                .start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(check(calls, SERVICE)).isEqualTo(ServingStatus.SERVING);

      gateway.stop();

      Eventually.await(
          () -> status(calls) == ServingStatus.NOT_SERVING,
          Duration.ofMillis(900),
          "It still serves.");
    }
  }

  private static ServingStatus status(GrpcCalls calls) {
    try {
      return check(calls, SERVICE);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
