package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.demo.EchoService;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Deployed;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same message on the same method, as protobuf and as JSON. */
@ExtendWith(NoLeaks.class)
class Seed010SameMessageTest {
  private static final int CALLS = 200;

  private final EchoService origin = new EchoService(0);

  @RegisterExtension final Deployed deployed = Deployed.of(origin);

  @Test
  void isEqualBothWaysAndSmallerAsProtobuf() throws Exception {
    HttpClient http = HttpClients.http1();
    SayRequest request = SayRequest.newBuilder().setText("größer ☃").build();
    String json = "{\"text\":\"größer ☃\"}";
    try (TestGateway gateway =
            TestGateway.start(
                TranscodeConfigs.proto(origin.port(), "src/main/proto/drover/demo/v1/echo.proto")
                    .encode());
        GrpcCalls grpc = GrpcCalls.to(gateway.port())) {
      byte[] wire = {};
      String text = "";
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        wire = grpc.unary(EchoService.NAME + "/Say", request.toByteArray());
      }
      long between = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        text =
            HttpClients.post(
                    http, gateway.url("/v1/echo:say"), json, "content-type", "application/json")
                .body();
      }
      long end = System.nanoTime();
      SayReply reply = SayReply.parseFrom(wire);
      JsonNode tree = new ObjectMapper().readTree(text);
      int jsonBytes = text.getBytes(StandardCharsets.UTF_8).length;
      SeedReport.row(
          "0.10",
          "the same answer as protobuf and as JSON",
          "equal; fewer bytes as protobuf",
          "equal; %d and %d bytes; %.0f and %.0f calls/s one after another"
              .formatted(
                  wire.length,
                  jsonBytes,
                  CALLS * 1e9 / (between - start),
                  CALLS * 1e9 / (end - between)));
      assertThat(tree.get("text").asText()).isEqualTo(reply.getText()).isEqualTo("größer ☃");
      assertThat(tree.get("number").asInt()).isEqualTo(reply.getNumber());
      assertThat(wire.length).isLessThan(jsonBytes);
      assertThat(request.getSerializedSize())
          .isLessThan(json.getBytes(StandardCharsets.UTF_8).length);
    }
  }
}
