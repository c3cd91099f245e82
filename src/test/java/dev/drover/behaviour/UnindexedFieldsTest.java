package dev.drover.behaviour;

import static dev.drover.testing.RawHttp2.DATA;
import static dev.drover.testing.RawHttp2.END_HEADERS;
import static dev.drover.testing.RawHttp2.END_STREAM;
import static dev.drover.testing.RawHttp2.HEADERS;
import static dev.drover.testing.RawHttp2.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawHttp2;
import dev.drover.testing.TestGateway;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What HPACK remembers of the fields that are sent, read from the bytes on both sides. */
@ExtendWith(NoLeaks.class)
class UnindexedFieldsTest {
  /** Never indexed, the name a literal of twelve bytes (RFC 7541, section 6.2.3). */
  private static final String REQUEST_ID = "\u0010\fx-request-id";

  /** Never indexed, the name at place 23 of the static table. */
  private static final String AUTHORIZATION = "\u001f\u0008\rBearer secret";

  private final List<String> requests = new CopyOnWriteArrayList<>();

  @Test
  void whatDiffersInEachMessageAndWhatIsSecretIsNotRemembered() throws Exception {
    try (ServerSocket origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestGateway gateway = TestGateway.start(configuration(origin.getLocalPort()));
        RawHttp2 client = RawHttp2.connect(gateway.port())) {
      Thread serving = new Thread(() -> serve(origin), "origin");
      serving.start();
      String first = call(client, 1);
      String second = call(client, 3);

      assertThat(requests).hasSize(2);
      assertThat(requests.get(0)).contains("always the same");
      assertThat(requests.get(1))
          .contains(REQUEST_ID, AUTHORIZATION)
          .doesNotContain("always the same");
      assertThat(first).contains("always this");
      assertThat(second).contains(REQUEST_ID, "crumb=1").doesNotContain("always this");
    }
  }

  private static String configuration(int port) {
    return """
        {"listeners": [{"host": "127.0.0.1", "port": 0}],
         "upstreams": {"origin": {"protocol": "grpc", "endpoints": ["127.0.0.1:%d"]}},
         "routes": [{"id": "all", "match": {"grpc": "a.B/*"}, "relay": "origin"}]}
        """
        .formatted(port);
  }

  /** The header block of the answer. */
  private static String call(RawHttp2 client, int stream) throws Exception {
    client.request(
        stream,
        false,
        ":method",
        "POST",
        ":scheme",
        "http",
        ":path",
        "/a.B/C",
        ":authority",
        "localhost",
        "content-type",
        "application/grpc",
        "te",
        "trailers",
        "authorization",
        "Bearer secret",
        "x-repeated",
        "always the same");
    client.frame(DATA, END_STREAM, stream, new byte[5]).send();
    return text(client.await(frame -> frame.type() == HEADERS).orElseThrow());
  }

  private void serve(ServerSocket origin) {
    try (Socket socket = origin.accept();
        RawHttp2 server = RawHttp2.over(socket)) {
      socket.getInputStream().readNBytes(RawHttp2.PREFACE.length());
      server.frame(SETTINGS, 0, 0).send();
      for (int stream = 1; stream <= 3; stream += 2) {
        requests.add(text(server.await(frame -> frame.type() == HEADERS).orElseThrow()));
        byte[] answer =
            server.block(
                ":status",
                "200",
                "content-type",
                "application/grpc",
                "grpc-status",
                "0",
                "set-cookie",
                "crumb=1",
                "x-repeated",
                "always this");
        server.frame(HEADERS, END_HEADERS | END_STREAM, stream, answer).send();
      }
      server.await(frame -> false);
    } catch (IOException | Http2Exception ended) {
      // the gateway has closed; what was read is compared
    }
  }

  private static String text(RawHttp2.Frame frame) {
    return new String(frame.payload(), StandardCharsets.ISO_8859_1);
  }
}
