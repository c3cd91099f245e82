package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gRPC service config says how calls are made. */
@ExtendWith(NoLeaks.class)
class ServiceConfigTest {
  private static final byte[] MESSAGE = {1};
  private static final JsonObject CONFIG =
      new JsonObject(
          """
          {
            "methodConfig": [
              {
                "name": [{"service": "a.B", "method": "Again"}],
                "retryPolicy": {
                  "maxAttempts": 3, "initialBackoff": "0.01s", "maxBackoff": "0.02s",
                  "backoffMultiplier": 2, "retryableStatusCodes": ["ABORTED"]
                }
              },
              {"name": [{"service": "a.B", "method": "Short"}], "timeout": "0.2s"},
              {"name": [{"service": "a.B", "method": "Ready"}], "waitForReady": true,
               "timeout": "0.5s"}
            ]
          }
          """);

  @Test
  void eachMethodIsTriedAgainAsItSays() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> call.fail(10));
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .upstream("serviceConfig", new JsonObject().put("json", CONFIG))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.grpc("a.B/Again", MESSAGE).grpcStatus()).isEqualTo(10);
      assertThat(origin.count()).isEqualTo(3);
      assertThat(calls.grpc("a.B/Once", MESSAGE).grpcStatus()).isEqualTo(10);
      assertThat(origin.count()).isEqualTo(4);
    }
  }

  @Test
  void aFileSaysItTooAndSoDeadlinesAreKept(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("config.json"), CONFIG.encode());
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> {});
        TestGateway gateway =
            TestConfig.grpc(origin.port())
                .upstream("serviceConfig", new JsonObject().put("file", file.toString()))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.grpc("a.B/Short", MESSAGE).grpcStatus()).isEqualTo(4);
    }
  }

  @Test
  void itSaysWhoWaitsForAnEndpoint() {
    try (TestGateway gateway =
            TestConfig.grpc(RawOrigin.refusedPort())
                .upstream("serviceConfig", new JsonObject().put("json", CONFIG))
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.grpc("a.B/Ready", MESSAGE).grpcStatus()).isEqualTo(4);
      assertThat(calls.grpc("a.B/Other", MESSAGE).grpcStatus()).isEqualTo(14);
    }
  }
}
