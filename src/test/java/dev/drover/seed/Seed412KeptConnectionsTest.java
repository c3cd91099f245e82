package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections are kept: calls one after another need one. */
@ExtendWith(NoLeaks.class)
class Seed412KeptConnectionsTest {
  private static final int CALLS = 1_000;

  @Test
  void aThousandRequestsOpenOneConnection() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      for (int i = 0; i < CALLS; i++) {
        assertThat(client.get("/").status()).isEqualTo(200);
      }
      SeedReport.row(
          "4.12",
          "1,000 sequential HTTP requests share a connection",
          "1",
          "" + origin.connections());
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void aThousandCallsOpenOneConnection() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      for (int i = 0; i < CALLS; i++) {
        calls.unary(GrpcMethods.UNARY, new byte[] {1});
      }
      SeedReport.row(
          "4.12", "1,000 sequential gRPC calls share a connection", "1", "" + origin.connections());
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void aThousandClientsOneAfterAnotherOpenOneConnection() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      for (int i = 0; i < CALLS; i++) {
        try (RawClient client = RawClient.connect(gateway.port())) {
          assertThat(client.get("/").status()).isEqualTo(200);
        }
      }
      SeedReport.row(
          "4.12",
          "1,000 clients, one after another, share a connection to the origin",
          "1",
          "" + origin.connections());
      assertThat(origin.connections()).isEqualTo(1);
    }
  }
}
