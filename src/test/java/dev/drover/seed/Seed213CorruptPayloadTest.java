package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A relay never opens a message, even where a schema for it is known. */
@ExtendWith(NoLeaks.class)
class Seed213CorruptPayloadTest {
  @Test
  void bytesThatAreNoMessagePassUnchanged() {
    byte[] corrupt = {(byte) 0xFF, (byte) 0xFF, 0x0A, 0x7F, 1, 2, 3};
    try (GrpcOrigin origin = GrpcOrigin.echo()) {
      JsonObject config =
          TranscodeConfigs.proto(origin.port(), "src/main/proto/drover/demo/v1/echo.proto");
      try (TestGateway gateway = TestGateway.start(config.encode());
          GrpcCalls calls = GrpcCalls.to(gateway.port())) {
        byte[] back = calls.unary(GrpcMethods.UNARY, corrupt);
        SeedReport.row(
            "2.13", "bytes that are no message, through a relay", "unchanged", "unchanged");
        assertThat(back).isEqualTo(corrupt);
      }
    }
  }
}
