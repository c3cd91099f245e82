package dev.drover.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.config.MetricsConfig.Names;
import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AccessLogTest {
  private final Exchanges exchanges = new Exchanges();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Telemetry telemetry(AccessLog log) {
    return new Telemetry(
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), log, null, Set.of(Names.DROVER));
  }

  private List<JsonNode> lines() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      nodes.add(json.readTree(line));
    }
    return nodes;
  }

  @Test
  void theLineHasTheGrpcStatusThoughHttpIs200() throws IOException {
    Telemetry telemetry = telemetry(new AccessLog(out, 16));
    exchanges.call(telemetry.loop(), "helloworld.Greeter/SayHello", GrpcCode.NOT_FOUND, 7);
    telemetry.close();
    JsonNode line = lines().get(0);
    assertThat(line.get("status").intValue()).isEqualTo(200);
    assertThat(line.get("grpc_status").intValue()).isEqualTo(5);
    assertThat(line.get("method").textValue()).isEqualTo("helloworld.Greeter/SayHello");
    assertThat(line.get("duration_ms").doubleValue()).isEqualTo(7);
    assertThat(line.has("reason")).isFalse();
  }

  @Test
  void theLineTellsTheWholeStory() throws IOException {
    Telemetry telemetry = telemetry(new AccessLog(out, 16));
    LoopTelemetry loop = telemetry.loop();
    Exchange exchange =
        exchanges.of(
            HttpMethod.GET, "/v1/\"books\"", HttpHeaders.headers().add("user-agent", "curl/8.1"));
    exchange.onEnd(failure -> loop.ended(exchange));
    exchange.routed("books", "GET");
    exchanges.pass(1);
    exchange.attempt("10.0.0.1:80");
    exchange.attempt("10.0.0.2:80");
    exchanges.pass(3);
    exchange.answered(502);
    exchange.received(12);
    exchange.sent(34);
    exchanges.pass(2);
    exchange.fail(
        Failure.of(
                Reason.INTERNAL, "The gateway failed.", new IllegalStateException("no such shelf"))
            .note("while folding"));
    Instant end = Instant.now();
    telemetry.close();
    JsonNode line = lines().get(0);
    assertThat(Instant.parse(line.get("ts").textValue())).isBetween(end.minusSeconds(20), end);
    ((ObjectNode) line).remove("ts");
    assertThat(line.toString())
        .isEqualTo(
            "{\"id\":\"id-1\",\"route\":\"books\",\"client\":\"198.51.100.4\","
                + "\"peer\":\"192.0.2.7:40123\",\"method\":\"GET\",\"authority\":\"api.example\","
                + "\"path\":\"/v1/\\\"books\\\"\",\"protocol\":\"HTTP/2\",\"status\":502,"
                + "\"duration_ms\":6.0,\"upstream_ms\":3.0,\"request_bytes\":12,"
                + "\"response_bytes\":34,\"endpoint\":\"10.0.0.2:80\",\"attempts\":2,"
                + "\"reason\":\"INTERNAL\",\"note\":\"while folding\","
                + "\"error\":\"java.lang.IllegalStateException: no such shelf\","
                + "\"user_agent\":\"curl/8.1\"}");
  }

  @Test
  void aFullQueueDropsAndCountsAndNothingWaits() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    ByteArrayOutputStream slow =
        new ByteArrayOutputStream() {
          @Override
          @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it waits for the test
          public void write(byte[] bytes, int offset, int length) {
            entered.countDown();
            try {
              open.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            out.write(bytes, offset, length);
          }
        };
    Telemetry telemetry = telemetry(new AccessLog(slow, 8));
    LoopTelemetry loop = telemetry.loop();
    exchanges.get(loop, "home", 200, 1);
    entered.await();
    for (int i = 0; i < 100; i++) {
      exchanges.get(loop, "home", 200, 1);
    }
    assertThat(telemetry.scrape()).contains("drover_access_log_dropped_total 92.0");
    open.countDown();
    telemetry.close();
    List<JsonNode> lines = lines();
    assertThat(lines).hasSize(1 + 8 + 1);
    assertThat(lines)
        .last()
        .satisfies(line -> assertThat(line.get("dropped").asInt()).isEqualTo(92));
  }

  @Test
  void linesThatCannotBeWrittenAreCounted() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) {
            throw new IllegalStateException("Lines are written whole.");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (refused.getCount() > 0) {
              refused.countDown();
              throw new IOException("No space left on device");
            }
            out.write(bytes, offset, length);
          }
        };
    Telemetry telemetry = telemetry(new AccessLog(full, 8));
    LoopTelemetry loop = telemetry.loop();
    exchanges.get(loop, "home", 200, 1);
    refused.await();
    exchanges.get(loop, "home", 200, 1);
    telemetry.close();
    assertThat(lines().stream().filter(line -> line.has("dropped"))).hasSize(1);
    assertThat(lines()).hasSize(2);
  }

  @Test
  void aFileThatWasMovedAwayIsOpenedAnew(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("logs/access.json");
    try (LogFile file = new LogFile(path)) {
      file.write("one\n".getBytes(StandardCharsets.UTF_8));
      file.reopenIfMoved();
      file.write("two\n".getBytes(StandardCharsets.UTF_8));
      Files.move(path, folder.resolve("logs/access.json.1"));
      file.reopenIfMoved();
      file.write("three\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(folder.resolve("logs/access.json.1")).hasContent("one\ntwo\n");
    assertThat(path).hasContent("three\n");
  }
}
