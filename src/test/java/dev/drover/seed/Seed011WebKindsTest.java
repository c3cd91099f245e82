package dev.drover.seed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.EchoService;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Deployed;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The four kinds of gRPC calls by gRPC-Web, without a schema. */
@ExtendWith(NoLeaks.class)
class Seed011WebKindsTest {
  private static final String ECHO = "/" + EchoService.NAME + "/";

  private final EchoService origin = new EchoService(0);

  @RegisterExtension final Deployed deployed = Deployed.of(origin);

  private static SayRequest say(String text) {
    return SayRequest.newBuilder().setText(text).setTimes(2).build();
  }

  private static List<String> call(Http2Calls calls, String method, SayRequest... messages)
      throws Exception {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (SayRequest message : messages) {
      content.writeBytes(GrpcFrames.frame(message.toByteArray()));
    }
    Http2Calls.Answer answer =
        calls.send(
            "POST",
            ECHO + method,
            content.toByteArray(),
            "content-type",
            "application/grpc-web+proto");
    List<byte[]> frames = GrpcFrames.messages(answer.body());
    List<String> texts = new ArrayList<>();
    for (byte[] frame : frames.subList(0, frames.size() - 1)) {
      texts.add(SayReply.parseFrom(frame).getText());
    }
    assertThat(new String(frames.get(frames.size() - 1), UTF_8)).contains("grpc-status: 0");
    return texts;
  }

  @Test
  void allFourKinds() throws Exception {
    try (TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(call(calls, "Say", say("a"))).containsExactly("a");
      assertThat(call(calls, "Repeat", say("a"))).containsExactly("a", "a");
      assertThat(call(calls, "Join", say("a"), say("b"))).containsExactly("a b");
      assertThat(call(calls, "Chat", say("a"), say("b"))).containsExactly("a", "b");
      SeedReport.row("0.11", "4 kinds by gRPC-Web", "all four", "all four");
    }
  }

  @Test
  void theFirstMessageArrivesLongBeforeTheLastIsProduced() throws Exception {
    SayRequest request = say("a").toBuilder().setEveryMs(600).build();
    byte[] frame = GrpcFrames.frame(request.toByteArray());
    try (TestGateway gateway = TestConfig.grpc(origin.port()).start();
        RawClient raw = RawClient.connect(gateway.port())) {
      raw.write(
          "POST "
              + ECHO
              + "Repeat HTTP/1.1\r\nhost: a\r\ncontent-type: application/grpc-web\r\n"
              + "content-length: "
              + frame.length
              + "\r\n\r\n");
      raw.write(frame);
      raw.readHead();
      raw.readChunk();
      long first = System.nanoTime();
      raw.readChunk();
      long gap = (System.nanoTime() - first) / 1_000_000;
      SeedReport.row(
          "0.11", "gap of two gRPC-Web messages made 600 ms apart", ">= 500 ms", gap + " ms");
      assertThat(gap).isGreaterThanOrEqualTo(500);
    }
  }
}
