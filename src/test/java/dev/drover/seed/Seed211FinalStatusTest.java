package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call ended with is known after it has ended, whatever HTTP said at its start. */
@ExtendWith(NoLeaks.class)
class Seed211FinalStatusTest {
  @ParameterizedTest
  @ValueSource(strings = {"in trailers", "in a single frame of headers"})
  void theAccessLogHasTheGrpcStatusBesideTheHttpStatus(String where, @TempDir Path dir)
      throws Exception {
    Path log = dir.resolve("access.log");
    JsonObject accessLog = new JsonObject().put("target", log.toString());
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  if (where.equals("in trailers")) {
                    stream.grpcHeaders();
                    stream.message(Bytes.of("half of it"));
                    stream.status(5, "grpc-message", "no such thing");
                  } else {
                    stream.trailersOnly(5, "no such thing");
                  }
                });
        TestGateway gateway =
            TestConfig.grpc(origin.port()).with("accessLog", accessLog.encode()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status("a.B/C", new byte[0]).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(1);
    JsonObject line = new JsonObject(lines.get(0));
    SeedReport.row(
        "2.11",
        "the access log of a call that failed " + where,
        "HTTP 200, grpc_status 5",
        "HTTP %d, grpc_status %d"
            .formatted(line.getInteger("status"), line.getInteger("grpc_status")));
    assertThat(line.getInteger("status")).isEqualTo(200);
    assertThat(line.getInteger("grpc_status")).isEqualTo(5);
    assertThat(line.getString("method")).isEqualTo("a.B/C");
  }
}
