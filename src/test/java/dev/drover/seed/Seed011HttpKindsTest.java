package dev.drover.seed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.EchoService;
import dev.drover.testing.Deployed;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The four kinds of gRPC calls by plain HTTP, item by item. */
@ExtendWith(NoLeaks.class)
class Seed011HttpKindsTest {
  private final EchoService origin = new EchoService(0);

  @RegisterExtension final Deployed deployed = Deployed.of(origin);
  private final HttpClient client = HttpClients.http1();

  private TestGateway gateway() {
    return TestGateway.start(
        TranscodeConfigs.proto(origin.port(), "src/main/proto/drover/demo/v1/echo.proto").encode());
  }

  @Test
  void oneMessageEachWay() throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> answer = HttpClients.get(client, gateway.url("/v1/echo/hello"));
      assertThat(answer.body()).isEqualTo("{\"text\":\"hello\",\"number\":1}");
      SeedReport.row("0.11", "unary by HTTP", "one message", answer.body());
    }
  }

  @Test
  void aServerStreamIsAnArrayOrLinesOrEvents() throws Exception {
    try (TestGateway gateway = gateway()) {
      String url = gateway.url("/v1/echo/a:repeat?times=2");
      assertThat(HttpClients.get(client, url).body())
          .isEqualTo("[{\"text\":\"a\",\"number\":1},{\"text\":\"a\",\"number\":2}]");
      assertThat(HttpClients.get(client, url, "accept", "application/x-ndjson").body())
          .isEqualTo("{\"text\":\"a\",\"number\":1}\n{\"text\":\"a\",\"number\":2}\n");
      assertThat(HttpClients.get(client, url, "accept", "text/event-stream").body())
          .isEqualTo(
              "data: {\"text\":\"a\",\"number\":1}\n\ndata: {\"text\":\"a\",\"number\":2}\n\n");
      SeedReport.row("0.11", "server stream by HTTP", "array, NDJSON, SSE", "all three");
    }
  }

  @Test
  void aClientStreamIsLinesOrAnArray() throws Exception {
    try (TestGateway gateway = gateway()) {
      String url = gateway.url("/v1/echo:join");
      String joined = "{\"text\":\"a b c\",\"number\":3}";
      assertThat(
              HttpClients.post(
                      client,
                      url,
                      "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n",
                      "content-type",
                      "application/x-ndjson")
                  .body())
          .isEqualTo(joined);
      assertThat(
              HttpClients.post(
                      client,
                      url,
                      "[{\"text\":\"a\"},{\"text\":\"b\"},{\"text\":\"c\"}]",
                      "content-type",
                      "application/json")
                  .body())
          .isEqualTo(joined);
      SeedReport.row("0.11", "client stream by HTTP", "NDJSON and an array", "both");
    }
  }

  @Test
  void bothStreamAtOnce() throws Exception {
    try (TestGateway gateway = gateway();
        RawClient raw = RawClient.connect(gateway.port())) {
      RawMessage head = startChat(raw);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-type")).contains("application/x-ndjson");
      assertThat(new String(raw.readChunk(), UTF_8)).isEqualTo("{\"text\":\"one\",\"number\":1}\n");

      raw.chunk("{\"text\":\"two\"}\n");
      assertThat(new String(raw.readChunk(), UTF_8)).isEqualTo("{\"text\":\"two\",\"number\":2}\n");

      raw.chunk("");
      assertThat(raw.readChunk()).isEmpty();
      SeedReport.row(
          "0.11",
          "bidi by HTTP: an answer comes before the next request is sent",
          "in turn",
          "in turn");
    }
  }

  private static RawMessage startChat(RawClient raw) throws IOException {
    raw.write(
        "POST /v1/echo:chat HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-ndjson\r\n"
            + "transfer-encoding: chunked\r\n\r\n");
    raw.chunk("{\"text\":\"one\"}\n");
    return raw.readHead();
  }

  @Test
  void theFirstItemArrivesLongBeforeTheLastIsProduced() throws Exception {
    try (TestGateway gateway = gateway();
        RawClient raw = RawClient.connect(gateway.port())) {
      raw.write(
          "GET /v1/echo/a:repeat?times=2&every_ms=600 HTTP/1.1\r\nhost: a\r\n"
              + "accept: text/event-stream\r\n\r\n");
      raw.readHead();
      raw.readChunk();
      long first = System.nanoTime();
      raw.readChunk();
      long gap = (System.nanoTime() - first) / 1_000_000;
      SeedReport.row("0.11", "gap of two events made 600 ms apart", ">= 500 ms", gap + " ms");
      assertThat(gap).isGreaterThanOrEqualTo(500);
    }
  }
}
