package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.codec.ContentCoding;
import dev.drover.demo.echo.SayReply;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestGateway;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that compress, asked to or not, before clients that understand it, or not. */
@ExtendWith(NoLeaks.class)
class CompressedMessagesTest {
  private static final String SAY = "/drover.demo.v1.Echo/Say";
  private static final String REPEAT = "/drover.demo.v1.Echo/Repeat";
  private static final byte[] NONE = new byte[0];
  private static final byte[] REPLY =
      SayReply.newBuilder().setText("z".repeat(2000)).setNumber(7).build().toByteArray();
  private static final String JSON = "{\"text\":\"" + "z".repeat(2000) + "\",\"number\":7}";

  private static void with(
      ScriptedOrigin.Script script, BiConsumer<ScriptedOrigin, Http2Calls> test) {
    String config =
        """
        {"listeners": [{"host": "127.0.0.1", "port": 0}],
         "accessLog": {"enabled": false},
         "schemas": {"echo": {"proto": ["%s"]}},
         "upstreams": {"echo": {"protocol": "grpc", "endpoints": ["127.0.0.1:%d"]}},
         "routes": [
           {"id": "rest", "match": {"path": "/v1/**"}, "transcode": "echo"},

           {"id": "calls", "match": {"path": "/drover.demo.v1.Echo/*"}, "relay": "echo"}]}
        """;
    String proto = Project.path("src/test/resources/matrix/echo.proto").toString();
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestGateway gateway = TestGateway.start(config.formatted(proto, origin.port()));
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      test.accept(origin, calls);
    }
  }

  private static void unasked(ScriptedOrigin.Call call, ContentCoding coding, byte[] message) {
    byte[] frame = GrpcFrames.frame(1, coding.pack(message));
    call.whole(() -> call.frames(frame, "grpc-encoding", coding.label()));
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void theTranscoderReadsWhatServersCompressAndSaysSo(ContentCoding coding) {
    with(
        call -> unasked(call, coding, REPLY),
        (origin, calls) -> {
          assertThat(calls.send("GET", "/v1/echo/a", NONE).text()).isEqualTo(JSON);
          assertThat(calls.send("POST", "/v1/echo:repeat", NONE).text())
              .isEqualTo("[" + JSON + "]");
          assertThat(calls.send("GET", REPEAT, NONE, "accept", "text/event-stream").text())
              .isEqualTo("data: " + JSON + "\n\n");
          assertThat(origin.calls())
              .allMatch(
                  call -> "zstd,gzip,deflate,identity".equals(call.header("grpc-accept-encoding")));
        });
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void whoDoesNotUnderstandItGetsItPlain(ContentCoding coding) {
    with(
        call -> unasked(call, coding, REPLY),
        (origin, calls) -> {
          Http2Calls.Answer web =
              calls.send(
                  "POST",
                  SAY,
                  GrpcFrames.frame(NONE),
                  "content-type",
                  "application/grpc-web+proto");
          assertThat(web.headers().contains("grpc-encoding")).isFalse();
          assertThat(web.body()[0]).isZero();
          assertThat(GrpcFrames.messages(web.body()).get(0)).isEqualTo(REPLY);

          Http2Calls.Answer connect =
              calls.send("POST", SAY, NONE, "content-type", "application/proto");
          assertThat(connect.headers().contains("content-encoding")).isFalse();
          assertThat(connect.body()).isEqualTo(REPLY);

          Http2Calls.Answer stream =
              calls.send(
                  "POST",
                  REPEAT,
                  GrpcFrames.frame(NONE),
                  "content-type",
                  "application/connect+proto",
                  "connect-accept-encoding",
                  coding == ContentCoding.GZIP ? "zstd" : "gzip");
          assertThat(stream.headers().contains("connect-content-encoding")).isFalse();
          assertThat(GrpcFrames.messages(stream.body()).get(0)).isEqualTo(REPLY);
        });
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void whoUnderstandsItGetsItAsItIs(ContentCoding coding) {
    byte[] packed = coding.pack(REPLY);
    with(
        call -> unasked(call, coding, REPLY),
        (origin, calls) -> {
          Http2Calls.Answer web =
              calls.send(
                  "POST",
                  SAY,
                  GrpcFrames.frame(NONE),
                  "content-type",
                  "application/grpc-web+proto",
                  "grpc-accept-encoding",
                  coding.label());
          assertThat(web.headers().get("grpc-encoding")).isEqualTo(coding.label());
          assertThat(GrpcFrames.messages(web.body()).get(0)).isEqualTo(packed);

          Http2Calls.Answer connect =
              calls.send(
                  "POST",
                  SAY,
                  NONE,
                  "content-type",
                  "application/proto",
                  "accept-encoding",
                  "br, " + coding.label());
          assertThat(connect.headers().get("content-encoding")).isEqualTo(coding.label());
          assertThat(connect.body()).isEqualTo(packed);
          assertThat(origin.calls().get(1).header("grpc-accept-encoding"))
              .isEqualTo(coding.label() + ",identity");
        });
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void aServersBombIsNotUnpacked(ContentCoding coding) {
    byte[] bomb = new byte[16 << 20];
    with(
        call -> unasked(call, coding, bomb),
        (origin, calls) -> {
          Http2Calls.Answer json = calls.send("GET", "/v1/echo/a", NONE);
          assertThat(json.status()).isEqualTo(502);
          assertThat(json.text()).contains("\"code\":8", "unpacked");
          Http2Calls.Answer web =
              calls.send(
                  "POST", SAY, NONE, "content-type", "application/json", "accept-encoding", "gzip");
          assertThat(web.text()).contains("\"resource_exhausted\"");
        });
  }

  @Test
  void anUnknownEncodingOfAServerIsItsFault() {
    with(
        call ->
            call.whole(() -> call.frames(GrpcFrames.frame(1, REPLY), "grpc-encoding", "snappy")),
        (origin, calls) -> {
          Http2Calls.Answer json = calls.send("GET", "/v1/echo/a", NONE);
          assertThat(json.status()).isEqualTo(502);
          assertThat(json.text()).contains("\"code\":13");
        });
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void theGatewaysOwnMethodsTakeCompressedMessages(ContentCoding coding) {
    with(
        call -> {},
        (origin, calls) -> {
          byte[] asked = coding.pack(NONE);
          Http2Calls.Answer serving = health(calls, asked, coding.label());
          assertThat(serving.grpcStatus()).isZero();
          assertThat(GrpcFrames.messages(serving.body()).get(0)).isEqualTo(new byte[] {8, 1});

          Http2Calls.Answer unknown = health(calls, asked, "snappy");
          assertThat(unknown.grpcStatus()).isEqualTo(12);
          assertThat(unknown.headers().get("grpc-accept-encoding"))
              .isEqualTo("zstd,gzip,deflate,identity");
          assertThat(health(calls, coding.pack(new byte[8 << 20]), coding.label()).grpcStatus())
              .isEqualTo(8);
        });
  }

  private static Http2Calls.Answer health(Http2Calls calls, byte[] message, String encoding) {
    return calls.send(
        "POST",
        "/grpc.health.v1.Health/Check",
        GrpcFrames.frame(1, message),
        "content-type",
        "application/grpc",
        "te",
        "trailers",
        "grpc-encoding",
        encoding);
  }
}
