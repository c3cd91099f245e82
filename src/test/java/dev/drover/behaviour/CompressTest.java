package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class CompressTest {
  private static final byte[] NONE = new byte[0];
  private static final String TEXT = "{\"text\": \"%s\"}".formatted("drover ".repeat(5000));

  private static TestConfig config(ScriptedOrigin origin) {
    return TestConfig.http(origin.port()).filter("compress", new JsonObject());
  }

  private static String unpacked(Http2Calls.Answer answer) throws IOException {
    InputStream bytes = new ByteArrayInputStream(answer.body());
    String coding = "" + answer.headers().get("content-encoding");
    InputStream plain =
        switch (coding) {
          case "gzip" -> new GZIPInputStream(bytes);
          case "deflate" -> new InflaterInputStream(bytes);
          case "zstd" -> new ZstdInputStream(bytes);
          default -> bytes;
        };
    return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** A request whose head is all of it. */
  private static Http2Calls.Answer get(Http2Calls calls, String coding) {
    return Http2Calls.await(
        calls
            .open("GET", "/", "accept-encoding", coding)
            .compose(
                request -> {
                  Future<Http2Calls.Answer> answer = Http2Calls.answer(request);
                  request.setChunked(false).end();
                  return answer;
                }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void textIsCompressed(String coding) throws IOException {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call ->
                    call.answer(200, TEXT, "content-type", "application/json", "etag", "\"1\""));
        TestGateway gateway = config(origin).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/", NONE, "accept-encoding", coding);
      assertThat(answer.headers().get("content-encoding")).isEqualTo(coding);
      assertThat(answer.headers().get("vary")).isEqualTo("accept-encoding");
      assertThat(answer.headers().get("etag")).isEqualTo("W/\"1\"");
      assertThat(answer.headers().get("content-length"))
          .isIn(null, Integer.toString(answer.body().length));
      assertThat(answer.body().length).isLessThan(TEXT.length() / 10);
      assertThat(unpacked(answer)).isEqualTo(TEXT);
      Http2Calls.Answer plain = calls.send("GET", "/", NONE);
      assertThat(plain.text()).isEqualTo(TEXT);
      assertThat(plain.headers().get("vary")).isEqualTo("accept-encoding");
      assertThat(plain.headers().get("etag")).isEqualTo("\"1\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "content-type,image/png",
    "content-encoding,br",
    "cache-control,no-transform",
    "content-range,bytes 0-1/2"
  })
  void thatPassesAsItIs(String name, String value) {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  if (name.equals("content-type")) {
                    call.answer(200, TEXT, name, value);
                  } else {
                    call.answer(200, TEXT, "content-type", "text/plain", name, value);
                  }
                });
        TestGateway gateway = config(origin).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/", NONE, "accept-encoding", "gzip");
      assertThat(answer.text()).isEqualTo(TEXT);
      assertThat(answer.headers().contains("vary")).isFalse();
    }
  }

  @Test
  void whatIsShortOrACallPassesAsItIs() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(call -> call.answer(200, "short", "content-type", "text/plain"));
        TestGateway gateway = config(origin).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/", NONE, "accept-encoding", "gzip");
      assertThat(answer.text()).isEqualTo("short");
      origin.change(ScriptedOrigin.Call::echo);
      Http2Calls.Answer call = calls.grpc("a.B/C", new byte[3000], "accept-encoding", "gzip");
      assertThat(call.body()).hasSize(3005);
      assertThat(call.headers().contains("content-encoding")).isFalse();
    }
  }

  @Test
  void linesComeWhenTheyAreWritten() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.start(call -> {});
        TestGateway gateway = config(origin).start();
        RawClient client = RawClient.connect(gateway.port())) {
      origin.change(call -> call.begin(200, "{\"n\":1}\n", "content-type", "application/x-ndjson"));
      client.write("GET / HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\n\r\n");
      assertThat(client.readHead().toString()).contains("gzip");
      assertThat(client.readChunk()).isNotEmpty(); // though the answer goes on
    }
  }

  @Test
  void aCacheBehindItKeepsOneForAll() throws IOException {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call ->
                    call.answer(
                        200, TEXT, "content-type", "text/plain", "cache-control", "max-age=60"));
        TestGateway gateway = config(origin).filter("cache", new JsonObject()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (String coding : new String[] {"gzip", "zstd", "identity", "gzip"}) {
        assertThat(unpacked(get(calls, coding))).isEqualTo(TEXT);
      }
      assertThat(origin.count()).isEqualTo(1);
    }
  }
}
