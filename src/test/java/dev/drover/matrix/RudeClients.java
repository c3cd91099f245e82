package dev.drover.matrix;

import dev.drover.testing.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Clients that break off, send nonsense, or do not read. Each hurts only itself. */
final class RudeClients implements AutoCloseable {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int SMALL_WINDOW = 4096;

  /** What each sends before it resets its connection. */
  private static final List<String> WORDS =
      List.of(
          "GET /plain/item HTTP/1.1\r\nhost: te",
          "GET /plain/item HTTP/1.1\r\nhost: test\r\n\r\n",
          "POST /plain/item HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\nten bytes.",
          "POST /drover.demo.v1.Echo/Say HTTP/1.1\r\nhost: test\r\n"
              + "content-type: application/grpc-web\r\ntransfer-encoding: chunked\r\n\r\n"
              + "5\r\n\0\0\0\1\0\r\n",
          "GET /drover.demo.v1.Echo/Chat HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\n"
              + "upgrade: websocket\r\nsec-websocket-version: 13\r\n"
              + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
          PREFACE + "\0\0\0\4\0\0\0\0\0" + "\0\0\10\6\0\0\0\0\1half",
          PREFACE + "what is this?",
          "\26\3\1\0\5hello");

  private final int port;
  private final List<RawClient> slow = new ArrayList<>();
  private int count;

  RudeClients(int port) {
    this.port = port;
  }

  int count() {
    return count;
  }

  /** One of each. Those that do not read stay until the next turn. */
  void all() throws IOException {
    leave();
    for (String words : WORDS) {
      RawClient client = RawClient.connect(port);
      client.write(words);
      client.reset();
      count++;
    }
    for (int i = 0; i < 4; i++) {
      RawClient client = RawClient.connect(port, SMALL_WINDOW);
      client.write("GET /plain/large HTTP/1.1\r\nhost: test\r\n\r\n");
      client.readHead();
      slow.add(client);
      count++;
    }
  }

  /** Those that do not read leave. */
  void leave() throws IOException {
    for (RawClient client : slow) {
      try {
        client.reset();
      } catch (SocketException gone) {
        client.close();
      }
    }
    slow.clear();
  }

  @Override
  public void close() throws IOException {
    leave();
  }
}
