package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class WrongPortTest {
  @Test
  void aGrpcUpstreamAtAnHttpPortIsNamedInTheAccessLog(@TempDir Path dir) throws Exception {
    Path log = dir.resolve("access.log");
    try (RawOrigin origin =
        RawOrigin.start(
            connection ->
                connection.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"))) {
      try (TestGateway gateway =
              TestConfig.grpc(origin.port())
                  .with("accessLog", new JsonObject().put("target", log.toString()).encode())
                  .start();
          GrpcCalls calls = GrpcCalls.to(gateway.port())) {
        assertThatThrownBy(() -> calls.unary(GrpcMethods.UNARY, new byte[0]))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                refused ->
                    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
      }
      JsonObject line = new JsonObject(Files.readAllLines(log).get(0));
      assertThat(line.getString("reason")).isEqualTo("CONNECT_FAILED");
      assertThat(line.getString("note"))
          .isEqualTo(
              "connect to 127.0.0.1:"
                  + origin.port()
                  + " failed: the server does not speak HTTP/2");
    }
  }
}
