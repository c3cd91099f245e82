package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.demo.PerfService;
import dev.drover.demo.perf.StreamingFromServerRequest;
import dev.drover.demo.perf.StreamingFromServerResponse;
import dev.drover.testing.Deployed;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import io.grpc.CallOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The edges of grpc-perf, the same for every client; and its stream as lines of JSON. */
@ExtendWith(NoLeaks.class)
class Seed202PerfEdgesTest {
  private static final String METHOD = PerfService.NAME + "/StreamingFromServer";
  private static final int MIB = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PerfService origin = new PerfService(0);

  @RegisterExtension final Deployed deployed = Deployed.of(origin);
  private final HttpClient client = HttpClients.http1();

  private TestGateway gateway() {
    JsonObject config =
        TranscodeConfigs.proto(origin.port(), "src/main/proto/server_streaming.proto");
    TranscodeConfigs.handler(config)
        .put(
            "rules",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("selector", PerfService.NAME + ".StreamingFromServer")
                        .put("get", "/v1/perf/{num_bytes}")));
    return TestGateway.start(config.encode());
  }

  @Test
  void noBytesAreRefusedInBothProtocols() throws Exception {
    try (TestGateway gateway = gateway();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      int grpc = calls.status(METHOD, request(0)).getCode().value();
      HttpResponse<String> http = HttpClients.get(client, gateway.url("/v1/perf/0"));
      SeedReport.row("2.2", "num_bytes=0", "9/400", grpc + "/" + http.statusCode());
      assertThat(grpc).isEqualTo(9);
      assertThat(http.statusCode()).isEqualTo(400);
      assertThat(JSON.readTree(http.body()).get("code").asInt()).isEqualTo(9);
    }
  }

  @Test
  void oneByteMoreThanAPartIsASecondPart() throws Exception {
    try (TestGateway gateway = gateway();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      List<Integer> grpc = new ArrayList<>();
      Iterator<byte[]> messages = calls.serverStream(METHOD, request(MIB + 1), CallOptions.DEFAULT);
      while (messages.hasNext()) {
        grpc.add(StreamingFromServerResponse.parseFrom(messages.next()).getData().size());
      }
      List<Integer> http = new ArrayList<>();
      HttpResponse<String> answer = HttpClients.get(client, gateway.url("/v1/perf/" + (MIB + 1)));
      for (JsonNode item : JSON.readTree(answer.body())) {
        http.add(Base64.getDecoder().decode(item.get("data").asText()).length);
      }
      SeedReport.row("2.2", "num_bytes=1,048,577", "[1048576, 1] twice", grpc + " and " + http);
      assertThat(grpc).containsExactly(MIB, 1);
      assertThat(http).containsExactly(MIB, 1);
    }
  }

  @Test
  void everyByteArrivesAsLinesOfJson() throws Exception {
    int parts = 64;
    try (TestGateway gateway = gateway()) {
      long start = System.nanoTime();
      HttpResponse<java.io.InputStream> answer =
          client.send(
              HttpClients.request(gateway.url("/v1/perf/" + parts * MIB))
                  .header("accept", "application/x-ndjson")
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      long bytes = 0;
      int count = 0;
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String data = line.substring("{\"data\":\"".length(), line.length() - "\"}".length());
          bytes += Base64.getDecoder().decode(data).length;
          count++;
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      SeedReport.row(
          "2.1",
          "grpc-perf, %d x 1 MiB as NDJSON".formatted(parts),
          "%,d bytes".formatted(parts * MIB),
          "%,d bytes; %.0f MB/s".formatted(bytes, bytes / 1e6 / seconds));
      assertThat(count).isEqualTo(parts);
      assertThat(bytes).isEqualTo((long) parts * MIB);
    }
  }

  private static byte[] request(int bytes) {
    return StreamingFromServerRequest.newBuilder().setNumBytes(bytes).build().toByteArray();
  }
}
