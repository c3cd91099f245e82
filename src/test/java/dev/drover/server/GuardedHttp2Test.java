package dev.drover.server;

import static dev.drover.testing.RawHttp2.ACK;
import static dev.drover.testing.RawHttp2.CONTINUATION;
import static dev.drover.testing.RawHttp2.DATA;
import static dev.drover.testing.RawHttp2.END_HEADERS;
import static dev.drover.testing.RawHttp2.END_STREAM;
import static dev.drover.testing.RawHttp2.GOAWAY;
import static dev.drover.testing.RawHttp2.HEADERS;
import static dev.drover.testing.RawHttp2.PING;
import static dev.drover.testing.RawHttp2.PRIORITY;
import static dev.drover.testing.RawHttp2.RST_STREAM;
import static dev.drover.testing.RawHttp2.SETTINGS;
import static dev.drover.testing.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.RawHttp1;
import dev.drover.testing.RawHttp2;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttp2Test {
  private static final int CALM = (int) Http2Error.ENHANCE_YOUR_CALM.code();
  private static final int CANCEL = (int) Http2Error.CANCEL.code();
  private static final Handler<HttpServerRequest> NEVER = request -> {};

  private static void assertCalmed(RawHttp2 client, TestListener listener, Refusal why)
      throws Exception {
    assertThat(client.await(frame -> frame.type() == GOAWAY).orElseThrow().code()).isEqualTo(CALM);
    assertThat(client.await(frame -> false)).isEmpty();
    assertThat(listener.refusals).containsExactly(why);
  }

  @Test
  void framesInPiecesOfOneByteAreRead() throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, TestListener.HELLO);
        var client = RawHttp2.silent(listener.port())) {
      client.text(RawHttp2.PREFACE).frame(SETTINGS, 0, 0).request(1, false);
      client.frame(DATA, END_STREAM, 1, (byte) 1, (byte) 2).request(3, true).sendInBytes();
      assertThat(client.status(1)).isEqualTo("200");
      assertThat(client.status(3)).isEqualTo("200");
      assertThat(client.alive()).isTrue();
    }
  }

  @Test
  void aPrefaceWithoutSettingsIsClosed() throws Exception {
    try (var listener = new TestListener(TestListener.SHORT, NEVER);
        var client = RawHttp2.silent(listener.port())) {
      client.text(RawHttp2.PREFACE).send();
      assertCalmed(client, listener, Refusal.HEADER_TIMEOUT);
    }
  }

  @Test
  void aHeaderBlockThatDoesNotEndIsClosed() throws Exception {
    try (var listener = new TestListener(TestListener.SHORT, NEVER);
        var client = RawHttp2.connect(listener.port())) {
      client.frame(HEADERS, END_STREAM, 1, client.block()).send();
      assertCalmed(client, listener, Refusal.HEADER_TIMEOUT);
    }
  }

  @Test
  void aHeadersFrameThatDoesNotEndIsClosed() throws Exception {
    try (var listener = new TestListener(TestListener.SHORT, NEVER);
        var client = RawHttp2.connect(listener.port())) {
      client.text("\0\0@\1\4\0\0\0\1abc").send();
      assertCalmed(client, listener, Refusal.HEADER_TIMEOUT);
    }
  }

  @Test
  void aHeaderBlockInTwoFramesAndASlowBodyAreFine() throws Exception {
    try (var listener =
            new TestListener(
                TestListener.SHORT,
                request -> request.endHandler(end -> request.response().end("done")));
        var client = RawHttp2.connect(listener.port())) {
      byte[] block = client.block();
      client
          .frame(HEADERS, 0, 1, Arrays.copyOf(block, 3))
          .frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 3, block.length))
          .text("\0\0\2\0\1\0\0\0\1a")
          .send();
      TestListener.pass(Duration.ofMillis(400));
      assertThat(client.text("b").send().status(1)).isEqualTo("200");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {SETTINGS, PING, PRIORITY, WINDOW_UPDATE, 0x42})
  void aFloodOfControlFramesIsCalmed(int type) throws Exception {
    byte[] payload =
        switch (type) {
          case PING -> new byte[8];
          case PRIORITY -> new byte[] {0, 0, 0, 0, 1};
          case WINDOW_UPDATE -> new byte[] {0, 0, 0, 1};
          default -> new byte[0];
        };
    try (var listener = new TestListener(GuardLimits.DEFAULTS, NEVER);
        var client = RawHttp2.connect(listener.port())) {
      for (int i = 0; i < 2000; i++) {
        client.frame(type, 0, type == PRIORITY ? 1 : 0, payload);
      }
      client.send();
      assertCalmed(client, listener, Refusal.CONTROL_FRAMES);
    }
  }

  @Test
  void aClientThatMeasuresWhileDataFlowsIsNoFlood() throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, TestListener.HELLO);
        var client = RawHttp2.connect(listener.port())) {
      for (int i = 0; i < 1500; i++) {
        int stream = 2 * i + 1;
        client.request(stream, true).send();
        assertThat(client.status(stream)).isEqualTo("200");
        client.number(WINDOW_UPDATE, 0, 5).frame(PING, 0, 0, new byte[8]).send();
      }
      assertThat(client.alive()).isTrue();
      assertThat(listener.refusals).isEmpty();
    }
  }

  @Test
  void streamsResetAsSoonAsTheyStartAreCalmed() throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, NEVER);
        var client = RawHttp2.connect(listener.port())) {
      for (int i = 0; i < 2000; i++) {
        client.request(2 * i + 1, true).number(RST_STREAM, 2 * i + 1, CANCEL);
      }
      client.send();
      assertCalmed(client, listener, Refusal.PREMATURE_RESETS);
    }
  }

  @Test
  void aClientThatCancels3000CallsAfter10MillisecondsIsNotHurt() throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, NEVER);
        var client = RawHttp2.connect(listener.port())) {
      int stream = 1;
      while (stream < 6000) {
        int first = stream;
        for (; stream < first + 400; stream += 2) {
          client.request(stream, true);
        }
        client.send();
        assertThat(client.alive()).isTrue();
        TestListener.pass(Duration.ofMillis(10));
        for (int each = first; each < stream; each += 2) {
          client.number(RST_STREAM, each, CANCEL);
        }
        client.send();
      }
      assertThat(client.alive()).isTrue();
      assertThat(listener.refusals).isEmpty();
      TestListener.until(() -> exchanges(listener) == 0);
    }
  }

  private static int exchanges(TestListener listener) {
    return listener.exchanges.get();
  }

  @Test
  void resetsThatTheClientProvokesAreCalmed() throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, NEVER);
        var client = RawHttp2.connect(listener.port())) {
      for (int i = 0; i < 2000; i++) {
        client.request(2 * i + 1, true, "te", "gzip");
      }
      client.send();
      assertCalmed(client, listener, Refusal.PREMATURE_RESETS);
    }
  }

  @Test
  void anIdleConnectionIsToldAndClosed() throws Exception {
    GuardLimits limits =
        new GuardLimits(Duration.ofSeconds(10), Duration.ofMillis(200), 100, 1000, 1000);
    try (var listener = new TestListener(limits, NEVER);
        var idle = RawHttp2.connect(listener.port());
        var busy = RawHttp2.connect(listener.port())) {
      busy.request(1, true).send();
      assertThat(idle.await(frame -> frame.type() == GOAWAY).orElseThrow().code()).isEqualTo(0);
      assertThat(idle.await(frame -> false)).isEmpty();
      TestListener.pass(Duration.ofMillis(300));
      assertThat(busy.alive()).isTrue();
    }
  }

  @Test
  void anUpgradedConnectionIsWatchedToo() throws Exception {
    try (var listener = new TestListener(TestListener.SHORT, TestListener.HELLO);
        var socket =
            new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), listener.port());
        var upgrade = RawHttp1.over(socket)) {
      upgrade.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              + "Upgrade: h2c\r\nHTTP2-Settings: \r\n\r\n");
      assertThat(upgrade.answer()).startsWith("HTTP/1.1 101 ");
      RawHttp2 client = RawHttp2.over(socket).preface();
      assertThat(client.status(1)).isEqualTo("200");
      TestListener.pass(Duration.ofMillis(400));
      assertThat(client.alive()).isTrue();
      client.frame(HEADERS, END_STREAM, 3, client.block()).send();
      assertCalmed(client, listener, Refusal.HEADER_TIMEOUT);
    }
  }

  @Test
  void whatIsMalformedIsReset() throws Exception {
    List<String[]> malformed =
        List.of(
            new String[] {"connection", "close"},
            new String[] {"transfer-encoding", "chunked"},
            new String[] {"te", "gzip"},
            new String[] {"Upper", "a"},
            new String[] {"a", "b\r\nc: d"},
            new String[] {"a", "b\0"},
            new String[] {"a b", "c"},
            new String[] {"a", "b", ":path", "/"},
            new String[] {"host", "elsewhere"},
            new String[] {":method", "GET", ":path", "/"});
    try (var listener = new TestListener(GuardLimits.DEFAULTS, TestListener.HELLO);
        var client = RawHttp2.connect(listener.port())) {
      int stream = 1;
      for (String[] headers : malformed) {
        client.request(stream, true, headers).send();
        int id = stream;
        var answer = client.await(frame -> frame.stream() == id && frame.type() != WINDOW_UPDATE);
        assertThat(answer.orElseThrow().type()).as(Arrays.toString(headers)).isEqualTo(RST_STREAM);
        assertThat(answer.orElseThrow().code()).isEqualTo(1);
        stream += 2;
      }
      client.request(stream, true).send();
      assertThat(client.status(stream)).isEqualTo("200");
    }
  }

  @Test
  void aContentLengthThatIsNotKeptIsReset() throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, NEVER);
        var client = RawHttp2.connect(listener.port())) {
      client.request(1, false, "content-length", "3").frame(DATA, END_STREAM, 1, (byte) 1).send();
      assertThat(client.await(frame -> frame.stream() == 1).orElseThrow().type())
          .isEqualTo(RST_STREAM);
      client.request(3, false, "content-length", "1").frame(DATA, 0, 3, new byte[2]).send();
      assertThat(client.await(frame -> frame.stream() == 3).orElseThrow().type())
          .isEqualTo(RST_STREAM);
    }
  }

  @Test
  void headersThatAreTooLargeAreAnswered431() throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, TestListener.HELLO);
        var client = RawHttp2.connect(listener.port())) {
      assertThat(client.await(frame -> frame.type() == SETTINGS && frame.flags() == ACK))
          .isPresent();
      byte[] block = client.block("x", "a".repeat(17_500));
      client.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, 9000));
      client.frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 9000, block.length));
      assertThat(client.send().status(1)).isEqualTo("431");
    }
  }
}
