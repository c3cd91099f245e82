package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Health checks of real servers: what is not healthy gets no requests. */
@ExtendWith(NoLeaks.class)
class HealthCheckTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client = HttpClients.http1();

  private static TestGateway start(TestConfig config, String kind, JsonObject how, int loops) {
    JsonObject health =
        new JsonObject()
            .put(kind, how)
            .put("interval", "20ms")
            .put("timeout", "500ms")
            .put("unhealthyAfter", 2);
    return TestGateway.start(
        config.upstream("health", health).with("admin", "{\"port\": 0}").json().encode(), loops);
  }

  /** The state of the endpoint on that port, and the note beside it. */
  private String state(TestGateway gateway, int port) {
    try {
      String url = "http://127.0.0.1:" + gateway.gateway().adminPort() + "/upstreams";
      JsonArray upstreams = new JsonArray(HttpClients.get(client, url).body());
      return upstreams.getJsonObject(0).getJsonArray("endpoints").stream()
          .map(JsonObject.class::cast)
          .filter(endpoint -> endpoint.getString("address").equals("127.0.0.1:" + port))
          .map(endpoint -> endpoint.getString("state") + " " + endpoint.getString("note", ""))
          .findFirst()
          .orElse("unknown")
          .strip();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitState(TestGateway gateway, int port, String expected) {
    Eventually.await(
        () -> state(gateway, port).startsWith(expected),
        PATIENCE,
        () -> "It is not " + expected + " but " + state(gateway, port));
  }

  private static void awaitGauge(TestGateway gateway, int port, int expected) {
    String line =
        "drover_endpoint_healthy{endpoint=\"127.0.0.1:"
            + port
            + "\",upstream=\"origin\"} "
            + expected;
    Eventually.await(
        () -> gateway.gateway().metrics().contains(line), PATIENCE, "There is no " + line);
  }

  @Test
  void aGrpcServerThatDoesNotServeGetsNoCalls() throws Exception {
    HealthStatusManager sick = new HealthStatusManager();
    HealthStatusManager well = new HealthStatusManager();
    sick.setStatus("orders", ServingStatus.SERVING);
    well.setStatus("orders", ServingStatus.SERVING);
    try (GrpcOrigin one = echo(sick);
        GrpcOrigin two = echo(well);
        TestGateway gateway =
            start(
                TestConfig.grpc(one.port(), two.port()),
                "grpc",
                new JsonObject().put("service", "orders"),
                2)) {
      awaitGauge(gateway, one.port(), 1);
      sick.setStatus("orders", ServingStatus.NOT_SERVING);
      awaitState(gateway, one.port(), "failing it says that it is NOT_SERVING");
      awaitState(gateway, two.port(), "up");
      awaitGauge(gateway, one.port(), 0);
      long before = relayed(one);
      try (GrpcCalls calls = GrpcCalls.to(gateway.port())) {
        for (int i = 0; i < 20; i++) {
          calls.unary(GrpcMethods.UNARY, new byte[1]);
        }
      }
      assertThat(relayed(one)).isEqualTo(before);
      sick.setStatus("orders", ServingStatus.SERVING);
      awaitState(gateway, one.port(), "up");
    }
  }

  private static long relayed(GrpcOrigin origin) {
    return origin.calls().stream().filter(call -> call.method().equals(GrpcMethods.UNARY)).count();
  }

  @Test
  void aServiceThatIsNotKnownIsNotHealthy() {
    try (GrpcOrigin origin = echo(new HealthStatusManager());
        TestGateway gateway =
            start(
                TestConfig.grpc(origin.port()),
                "grpc",
                new JsonObject().put("service", "unknown"),
                1)) {
      awaitState(gateway, origin.port(), "failing its health service answered NOT_FOUND");
    }
  }

  @Test
  void aWatchedServerTellsEachChangeAtOnceAndIsAskedOnce() {
    HealthStatusManager health = new HealthStatusManager();
    try (GrpcOrigin origin = echo(health);
        TestGateway gateway =
            start(TestConfig.grpc(origin.port()), "grpc", new JsonObject().put("watch", true), 2)) {
      awaitGauge(gateway, origin.port(), 1);
      health.setStatus("", ServingStatus.NOT_SERVING);
      awaitState(gateway, origin.port(), "failing it says that it is NOT_SERVING");
      health.setStatus("", ServingStatus.SERVING);
      awaitState(gateway, origin.port(), "up");
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(origin.calls()).hasSize(1);
    }
  }

  @Test
  void aServerThatCannotBeWatchedIsAsked() {
    AtomicInteger checks = new AtomicInteger();
    AtomicInteger watches = new AtomicInteger();
    HealthGrpc.HealthImplBase old =
        new HealthGrpc.HealthImplBase() {
          @Override
          public void check(
              HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
            checks.incrementAndGet();
            response.onNext(
                HealthCheckResponse.newBuilder().setStatus(ServingStatus.NOT_SERVING).build());
            response.onCompleted();
          }

          @Override
          public void watch(
              HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
            watches.incrementAndGet();
            response.onError(Status.UNIMPLEMENTED.asRuntimeException());
          }
        };
    try (GrpcOrigin origin = GrpcOrigin.builder().service(old).start();
        TestGateway gateway =
            start(TestConfig.grpc(origin.port()), "grpc", new JsonObject().put("watch", true), 1)) {
      Eventually.await(() -> checks.get() >= 3, PATIENCE, "It is not checked");
      assertThat(watches.get()).isEqualTo(1);
      awaitState(gateway, origin.port(), "failing it says that it is NOT_SERVING");
    }
  }

  @Test
  void anHttpServerIsHealthyByItsStatus() {
    AtomicInteger status = new AtomicInteger(204);
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  while (true) {
                    boolean checked =
                        connection.readRequest().line().startsWith("GET /healthz HTTP/1.1");
                    connection.write(
                        "HTTP/1.1 "
                            + (checked ? status.get() : 200)
                            + " Some\r\n"
                            + (checked ? "" : "content-length: 0\r\n")
                            + (status.get() == 204 ? "\r\n" : "content-length: 0\r\n\r\n"));
                  }
                });
        TestGateway gateway =
            start(
                TestConfig.http(origin.port()),
                "http",
                new JsonObject()
                    .put("path", "/healthz")
                    .put("statuses", new JsonArray().add(200).add(204)),
                2)) {
      awaitGauge(gateway, origin.port(), 1);
      assertThat(origin.awaitRequest(1).header("host")).contains("127.0.0.1:" + origin.port());
      status.set(503);
      awaitState(gateway, origin.port(), "failing GET /healthz gave 503");
      status.set(204);
      awaitState(gateway, origin.port(), "up");
    }
  }

  @Test
  void aServerThatAcceptsAndIsSilentIsNotHealthy() {
    try (RawOrigin origin = RawOrigin.start(RawOrigin.Connection::stall);
        TestGateway gateway = start(TestConfig.http(origin.port()), "http", new JsonObject(), 1)) {
      awaitState(gateway, origin.port(), "failing it gave no answer within 500 ms");
    }
  }

  @Test
  void whatCannotBeConnectedToIsNotHealthyByTcp() {
    int port = RawOrigin.refusedPort();
    try (RawOrigin other = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway =
            start(TestConfig.http(port, other.port()), "tcp", new JsonObject(), 2)) {
      awaitState(gateway, port, "failing Connection refused");
      awaitState(gateway, other.port(), "up");
      try (RawOrigin back = RawOrigin.start(port, RawOrigin.Connection::awaitEnd)) {
        awaitState(gateway, port, "up");
        assertThat(back.requests()).isEmpty();
      }
    }
  }

  @Test
  void allLoopsTogetherCheckOnce() {
    long start = System.nanoTime();
    try (RawOrigin origin = RawOrigin.start(RawOrigin.Connection::awaitEnd);
        TestGateway gateway =
            TestGateway.start(
                TestConfig.http(origin.port())
                    .upstream(
                        "health",
                        new JsonObject().put("tcp", new JsonObject()).put("interval", "100ms"))
                    .json()
                    .encode(),
                4)) {
      assertThat(gateway.gateway().ready()).isTrue();
      Eventually.await(() -> origin.connections() > 3, PATIENCE, "It is not checked");
      Eventually.holds(
          () -> origin.connections() <= 1 + (System.nanoTime() - start) / 100_000_000,
          Duration.ofMillis(400),
          "It is checked too often");
    }
  }

  @Test
  void whenNoneIsHealthyOneIsTriedNevertheless() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  while (true) {
                    boolean checked = connection.readRequest().line().contains(" /healthz ");
                    connection.write(
                        checked
                            ? "HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n"
                            : RawOrigin.ok("ok"));
                  }
                });
        TestGateway gateway =
            start(
                TestConfig.http(origin.port()),
                "http",
                new JsonObject().put("path", "/healthz"),
                1)) {
      awaitState(gateway, origin.port(), "failing");
      assertThat(HttpClients.get(client, gateway.url("/")).body()).isEqualTo("ok");
    }
  }

  private static GrpcOrigin echo(HealthStatusManager health) {
    return GrpcOrigin.builder()
        .unary(
            GrpcMethods.UNARY,
            (request, response) -> GrpcOrigin.finish(response, Objects.requireNonNull(request)))
        .service(health.getHealthService())
        .start();
  }
}
